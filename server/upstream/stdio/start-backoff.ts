import { OwnLimit } from '../upstream-failure.js';

/** Starts that fail in a row before there is a pause. */
const FAILURES = 3;
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/** Keeps a program that ends whenever it is started from being started over and over. */
export class StartBackoff {
  private failures = 0;
  private untilMs = 0;
  private reason = '';

  /** @throws UpstreamFailure during a pause: why there is one, and until when */
  assertMayStart(): void {
    if (performance.now() >= this.untilMs) return;
    const until = new Date(Date.now() + this.untilMs - performance.now()).toISOString();
    throw new OwnLimit(
      `failed to start ${this.failures} times in a row and is not started again before ${until}: ${this.reason}`,
    );
  }

  failed(reason: Error): void {
    this.failures++;
    this.reason = reason.message;
    if (this.failures < FAILURES) return;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - FAILURES), MAX_PAUSE_MS);
    this.untilMs = performance.now() + pauseMs;
  }

  succeeded(): void {
    this.failures = 0;
    this.untilMs = 0;
  }
}
