import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends the process groups that it is told of, as soon as whoever told it is gone: the text of this function is
 * a program of its own, since nobody can tidy up after a SIGKILL. It reads lines, `+12` for a group that began
 * and `-12` for one that ended, from standard input, which closes when the gateway ends in any way.
 */
function endOrphans(): void {
  const groups = new Set<number>();
  let rest = '';
  // A signal for all may come before the gateway has ended its servers.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith('+')) groups.add(Number(line.slice(1)));
      else groups.delete(Number(line.slice(1)));
    }
  });
  process.stdin.on('close', () => {
    signalAll('SIGTERM');
    setInterval(() => signalAll(0), 50);
    setTimeout(() => signalAll('SIGKILL'), 2000);
  });
  const signalAll = (signal: NodeJS.Signals | 0) => {
    for (const group of groups) {
      try {
        process.kill(-group, signal);
      } catch {
        groups.delete(group);
      }
    }
    if (groups.size === 0) process.exit();
  };
}

/** One small process that outlives the gateway by as long as it takes to end the servers it has started. */
export class Watchdog {
  private readonly groups = new Set<number>();
  private child: ChildProcess | undefined;
  private isClosed = false;

  /** From now on this process group ends with the gateway. */
  guard(group: number): void {
    this.groups.add(group);
    this.child ??= this.start();
    this.child.stdin!.write(`+${group}\n`);
  }

  /** The group is gone; its number may become another's. */
  release(group: number): void {
    this.groups.delete(group);
    this.child?.stdin!.write(`-${group}\n`);
  }

  /** Lets it end; it ends whatever it still guards. */
  close(): void {
    this.isClosed = true;
    this.child?.stdin!.end();
  }

  private start(): ChildProcess {
    // Out of the gateway's group and session: what ends these must not end it.
    const child = spawn(process.execPath, ['-e', `(${endOrphans.toString()})()`], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/',
      env: {},
    });
    child.stdin.on('error', () => {});
    child.once('error', () => this.replace());
    child.once('exit', () => this.replace());
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    return child;
  }

  /** Somebody ended it: another takes over. */
  private replace(): void {
    this.child = undefined;
    if (this.isClosed) return;
    for (const group of this.groups) this.guard(group);
  }
}
