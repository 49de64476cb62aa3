import { type ChildProcess, spawn } from 'node:child_process';
import { defer } from './cleanup.js';

const STOP_TIMEOUT_MS = 35_000;

interface ProgramOptions {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Whether the test types something; else standard input is empty. */
  hasKeyboard?: boolean;
}

/** A program that runs beside the tests, with everything it printed; ended with the test file at the latest. */
export class Program {
  output = '';
  private readonly child: ChildProcess;
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  private readonly watchers = new Set<() => void>();

  constructor(command: string, args: string[], { env, cwd, hasKeyboard }: ProgramOptions) {
    this.child = spawn(command, args, {
      cwd,
      // The mark by which the global teardown finds what was left running.
      env: { ...env, MCPJUNGLE_TEST_RUN: process.env.MCPJUNGLE_TEST_RUN },
      stdio: [hasKeyboard ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      detached: true, // a process group of its own, so that kill() reaches what the program started, too
    });
    this.child.stdout?.on('data', (chunk: Buffer) => this.collect(chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => this.collect(chunk));
    this.ended = new Promise((resolve) => {
      this.child.once('error', () => resolve(null));
      this.child.once('close', resolve);
    });
    // At once, while its number cannot have become another's: what the program left in its group ends with it.
    this.child.once('exit', () => this.killGroup());
    void this.ended.then(() => this.notify());
    defer(() => this.kill());
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until something that matches was printed. @throws when the program ends before, or time is up */
  async waitForOutput(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      if (!this.running || Date.now() > deadline) {
        throw new Error(`nothing like ${String(pattern)} was printed:\n${this.output}`);
      }
      await this.changed(deadline - Date.now());
    }
  }

  types(keys: string): void {
    this.child.stdin?.write(keys);
  }

  /** Asks the program to end, as a service manager does. @returns its exit code; null when a signal ended it */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    const timer = setTimeout(() => this.killGroup(), STOP_TIMEOUT_MS);
    return this.ended.finally(() => clearTimeout(timer));
  }

  /** Ends the program without a chance to tidy up. */
  async kill(): Promise<void> {
    if (this.running) this.killGroup();
    await this.ended;
  }

  private killGroup(): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // Nobody is left in the group.
    }
  }

  private collect(chunk: Buffer): void {
    this.output += chunk.toString();
    this.notify();
  }

  private notify(): void {
    for (const wake of this.watchers) wake();
  }

  /** Until something is printed, the program ends or the time is up. */
  private async changed(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(wake, Math.max(0, timeoutMs));
      const { watchers } = this;
      function wake() {
        clearTimeout(timer);
        watchers.delete(wake);
        resolve();
      }
      watchers.add(wake);
    });
  }
}
