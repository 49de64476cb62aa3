import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { UpstreamFailure } from '../upstream-failure.js';
import type { StdioTarget } from '../upstream.js';
import { ErrorOutput } from './error-output.js';
import { LineReader } from './line-reader.js';
import { startFailure } from './start-failure.js';
import type { Watchdog } from './watchdog.js';

/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 2000;
/** Output that arrives later than the end of the program is not waited for. */
const OUTPUT_MS = 1000;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

export interface ServerProcessOptions {
  readonly target: StdioTarget;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /** A longer line of it is left out, and it may be so much behind in reading. */
  readonly maxLineBytes: number;
  readonly watchdog: Watchdog;
  /** Gets a line of its standard error at a time. */
  readonly log: (line: string) => void;
}

/** Gets what a program says. */
export interface LineListener {
  /** A promise holds the program back. */
  onLine(line: Buffer): void | Promise<void>;
  onTooLong(): void;
  /** The program is gone, and all it has written was heard. Once. */
  onEnd(failure: UpstreamFailure): void;
}

/** A program without a shell, in a process group of its own, that reads and writes lines. */
export class ServerProcess {
  /** When the process and its group are gone. */
  readonly ended: Promise<void>;
  readonly startedAtMs = performance.now();
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly errors: ErrorOutput;
  private listener: LineListener | undefined;
  private failure: UpstreamFailure | undefined;
  private startError: UpstreamFailure | undefined;
  private killTimer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private hasExited = false;

  constructor(private readonly options: ServerProcessOptions) {
    const { target, env, watchdog, log } = options;
    this.errors = new ErrorOutput(log);
    this.child = spawn(target.command, [...target.args], {
      cwd: target.cwd,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true, // a session and a process group of its own
      windowsHide: true,
    });
    this.ended = this.watch();
    // A process that could not be started for want of files has no streams either.
    if (this.child.pid === undefined) return;
    watchdog.guard(this.child.pid);
    this.child.stdin.on('error', () => {});
    this.child.stderr.on('data', (chunk: Buffer) => this.errors.push(chunk)).on('error', () => {});
    void this.read();
  }

  /** Whose program it is. */
  get server(): string {
    return this.options.target.name;
  }

  /** Undefined as long as the program runs. */
  get end(): UpstreamFailure | undefined {
    return this.failure;
  }

  /** What it says goes there from now on; what it said before was read by nobody. */
  listen(listener: LineListener): void {
    this.listener = listener;
    if (this.failure) listener.onEnd(this.failure);
  }

  /**
   * Writes a message as one line.
   * @throws UpstreamFailure when the program has ended, or does not read
   */
  send(message: Buffer): void {
    if (this.failure) throw this.failure;
    if (this.child.pid === undefined) return;
    const { stdin } = this.child;
    if (stdin.writableLength > this.options.maxLineBytes) {
      throw new UpstreamFailure('does not read what it is sent on its standard input');
    }
    stdin.write(lineOf(message));
  }

  /** Ends the whole process group: SIGTERM, and SIGKILL when that does not help. */
  stop(): Promise<void> {
    if (!this.isStopped && !this.hasExited && this.child.pid !== undefined) {
      this.isStopped = true;
      this.child.stdin.end();
      this.signal('SIGTERM');
      this.killTimer = setTimeout(() => this.signal('SIGKILL'), GRACE_MS);
    }
    return this.ended;
  }

  private async read(): Promise<void> {
    const lines = new LineReader({
      maxBytes: this.options.maxLineBytes,
      onLine: (line) => this.hand(line),
      onTooLong: () => this.listener?.onTooLong(),
      onFlood: () => void this.stop(),
    });
    try {
      for await (const chunk of this.child.stdout) await lines.push(chunk as Buffer);
    } catch {
      // It was cut off; how the program ended is said elsewhere.
    }
  }

  /** What one message brings about must not end the conversation. */
  private async hand(line: Buffer): Promise<void> {
    try {
      await this.listener?.onLine(line);
    } catch (error) {
      this.options.log(`something that could not be passed on: ${String(error)}`);
    }
  }

  private watch(): Promise<void> {
    return new Promise((resolve) => {
      const { child } = this;
      child.once('error', (error) => {
        this.startError = startFailure(error, this.options.target);
        if (child.pid === undefined) this.finish(resolve);
      });
      child.once('exit', () => {
        this.hasExited = true;
        clearTimeout(this.killTimer);
        // What it has started in its group is of no use without it.
        this.signal('SIGKILL');
        this.options.watchdog.release(child.pid!);
        // Whoever left the group may keep the pipes open.
        const timer = setTimeout(() => this.finish(resolve), OUTPUT_MS);
        child.once('close', () => {
          clearTimeout(timer);
          this.finish(resolve);
        });
      });
    });
  }

  private finish(resolve: () => void): void {
    if (this.failure) return;
    const { stdio } = this.child as { stdio?: readonly (Readable | Writable | null | undefined)[] };
    for (const stream of stdio ?? []) stream?.destroy();
    this.errors.end();
    this.failure = this.startError ?? this.exitFailure();
    resolve();
    this.listener?.onEnd(this.failure);
  }

  private exitFailure(): UpstreamFailure {
    const { exitCode, signalCode } = this.child;
    const how = signalCode
      ? `was ended by ${signalCode}`
      : `ended with the exit code ${exitCode ?? 'unknown'}`;
    const { tail } = this.errors;
    return new UpstreamFailure(`its program ${how}${tail === '' ? '' : `; it said: ${tail}`}`);
  }

  private signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.child.pid!, signal);
    } catch {
      // Nobody is left in the group.
    }
  }
}

/** Raw line ends, which JSON allows between its tokens, would end the message. */
function lineOf(message: Buffer): Buffer {
  const line = Buffer.allocUnsafe(message.length + 1);
  message.copy(line);
  for (const byte of [LF, CR]) {
    for (let at = line.indexOf(byte); at >= 0 && at < message.length; at = line.indexOf(byte, at))
      line[at] = SPACE;
  }
  line[message.length] = LF;
  return line;
}
