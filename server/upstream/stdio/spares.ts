import type { ServerProcess } from './server-process.js';

/** However often calls come. */
const MAX_SPARES = 4;
const IDLE_MS = 10 * 60_000;
/** Starts do not all take equally long, nor do calls come as regularly as clocks. */
const START_MARGIN = 1.5;

export interface SparesOptions {
  /** @throws UpstreamFailure */
  readonly start: () => ServerProcess;
  /** How many more processes there may be. */
  readonly room: () => number;
}

/**
 * Processes that run and were told nothing yet, so that a call need not wait for a program's start. There is
 * one; more where calls come faster than the program starts, so that each finds one that is ready.
 */
export class Spares {
  /** The oldest first. */
  private spares: ServerProcess[] = [];
  /** When processes were taken lately. */
  private taken: number[] = [];
  private startMs = Infinity;
  private isClosed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: SparesOptions) {}

  get size(): number {
    return this.spares.length;
  }

  /** A process for this call alone. @throws UpstreamFailure */
  take(): ServerProcess {
    this.spares = this.spares.filter(({ end }) => end === undefined);
    const process = this.spares.shift() ?? this.options.start();
    this.taken.push(performance.now());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.clear(), IDLE_MS).unref();
    return process;
  }

  /** A process that was taken has answered for the first time: so long its program takes to start, at most. */
  noteAnswer({ startedAtMs }: ServerProcess): void {
    this.startMs = Math.min(this.startMs, performance.now() - startedAtMs);
  }

  /** Starts what the next calls will want; to be asked for when the program has proved to start at all. */
  refill(): void {
    if (this.isClosed) return;
    const wanted = Math.min(this.wanted, this.size + this.options.room());
    while (this.size > wanted) void this.spares.pop()!.stop();
    while (this.size < wanted) this.spares.push(this.options.start());
  }

  /** Ends them all. */
  clear(): void {
    clearTimeout(this.timer);
    this.taken = [];
    this.startMs = Infinity;
    for (const spare of this.spares.splice(0)) void spare.stop();
  }

  close(): void {
    this.isClosed = true;
    this.clear();
  }

  /** As many as calls come while a program starts: the one started now is for the call after these. */
  private get wanted(): number {
    const sinceMs = performance.now() - START_MARGIN * this.startMs;
    this.taken = this.taken.filter((at) => at > sinceMs).slice(-MAX_SPARES);
    return Math.max(this.taken.length, 1);
  }
}
