/** How long calls in flight may go on when their upstream is being closed. */
const DRAIN_MS = 5000;

/** Counts what is going on, so that closing can wait for it. */
export class InFlight {
  private count = 0;
  private onDrained = () => {};

  begin(): void {
    this.count++;
  }

  end(): void {
    if (--this.count === 0) this.onDrained();
  }

  /** @returns when nothing is going on any more, or the time for it is over */
  drained(): Promise<void> {
    if (this.count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, DRAIN_MS);
      this.onDrained = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
