/** Does something at once, and again at the end of each interval in which it was asked for. */
export class Throttle {
  private timer: NodeJS.Timeout | undefined;
  private isWanted = false;

  constructor(
    private readonly act: () => void,
    private readonly intervalMs: number,
  ) {}

  ask(): void {
    if (this.timer) {
      this.isWanted = true;
      return;
    }
    this.act();
    this.timer = setTimeout(() => this.next(), this.intervalMs).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private next(): void {
    this.timer = undefined;
    if (!this.isWanted) return;
    this.isWanted = false;
    this.ask();
  }
}
