export interface RefresherOptions {
  /** Reads what is to be fresh. */
  refresh: () => Promise<void>;
  /** Told of every failure; the refresh is tried again after `retryMs`. */
  onFailure: (error: unknown) => void;
  retryMs: number;
}

/**
 * Keeps a copy in memory fresh: one refresh at a time, one more when asked for meanwhile, and again after a
 * failure, since nobody will ask a second time.
 */
export class Refresher {
  private running = false;
  private again = false;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly options: RefresherOptions) {}

  request(): void {
    this.again = true;
    if (!this.running && !this.stopped) void this.run();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
  }

  private async run(): Promise<void> {
    const { refresh, onFailure, retryMs } = this.options;
    clearTimeout(this.retry);
    this.running = true;
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await refresh();
      }
    } catch (error) {
      onFailure(error);
      if (!this.stopped) this.retry = setTimeout(() => this.request(), retryMs).unref();
    } finally {
      this.running = false;
    }
  }
}
