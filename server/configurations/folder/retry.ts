const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;

/** When to try again what failed: soon at first, then less and less often. */
export class Retry {
  private delayMs = FIRST_MS;
  private dueAtMs = Infinity;

  failed(): void {
    this.dueAtMs = Date.now() + this.delayMs;
    this.delayMs = Math.min(this.delayMs * 2, LONGEST_MS);
  }

  succeeded(): void {
    this.delayMs = FIRST_MS;
    this.dueAtMs = Infinity;
  }

  get isDue(): boolean {
    return Date.now() >= this.dueAtMs;
  }
}
