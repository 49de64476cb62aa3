/** Failures in a row before calls are refused. */
const FAILURES = 5;
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/** Half open: the next call is let through, or one was, and decides. */
export type BreakerState = 'closed' | 'half_open' | 'open';

/**
 * Keeps calls from a server that only fails: they fail at once instead. After each pause one call is let
 * through, and how it ends decides. Costs a call two fields as long as the server is well.
 */
export class CircuitBreaker {
  private failures = 0;
  private untilMs = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private isTrying = false;
  private reason = '';

  constructor(private readonly clock: () => number = () => performance.now()) {}

  get state(): BreakerState {
    if (this.failures < FAILURES) return 'closed';
    return this.isTrying || this.untilMs <= this.clock() ? 'half_open' : 'open';
  }

  /** Lets a call through, or says why not; who is let through says how it ended. */
  enter(): string | undefined {
    if (this.failures < FAILURES) return undefined;
    const leftMs = this.untilMs - this.clock();
    if (leftMs <= 0 && !this.isTrying) {
      this.isTrying = true;
      return undefined;
    }
    const until = new Date(Date.now() + Math.max(leftMs, 0)).toISOString();
    const when = this.isTrying ? 'until the one that tries it now is answered' : `before ${until}`;
    return `its last ${this.failures} calls failed, and it is not called again ${when}; the last one said: ${this.reason}`;
  }

  /** @returns whether calls were refused until now */
  succeeded(): boolean {
    const wasOpen = this.failures >= FAILURES;
    this.failures = 0;
    this.isTrying = false;
    this.pauseMs = FIRST_PAUSE_MS;
    return wasOpen;
  }

  failed(reason: string): void {
    this.reason = reason;
    if (++this.failures < FAILURES) return;
    // Calls that were under way when it opened say nothing new.
    if (this.failures > FAILURES && !this.isTrying) return;
    this.isTrying = false;
    this.untilMs = this.clock() + this.pauseMs;
    this.pauseMs = Math.min(2 * this.pauseMs, MAX_PAUSE_MS);
  }

  /** It ended without saying anything of the server: cancelled, or refused here. */
  left(): void {
    this.isTrying = false;
  }
}
