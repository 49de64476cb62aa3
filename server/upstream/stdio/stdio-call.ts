import type { Message } from '../../wire/message.js';
import { hintOf } from '../timeout-hint.js';
import { UpstreamTimeout } from '../upstream-failure.js';
import type { Ask } from '../upstream.js';

export interface StdioCallOptions {
  readonly method: string;
  readonly timeoutMs: number;
  onNotification(message: Message): void | Promise<void>;
  /** Undefined where there is nobody to ask. */
  readonly onQuestion?: Ask;
  /** The call was given up, or took too long: not told of answers and ends. */
  readonly onAbandoned: (reason: Error) => void;
}

/** However much progress is reported: MCP wants a bound (2025-11-25, basic/lifecycle, Timeouts). */
const MAX_CALL_MS = 24 * 3_600_000;

/** One JSON-RPC request to a program, from its line to its answer. */
export class StdioCall {
  /** @throws UpstreamFailure, UpstreamTimeout, or the reason given to {@link abort} */
  readonly answer: Promise<Message>;
  private resolve!: (message: Message) => void;
  private reject!: (error: Error) => void;
  private timer: NodeJS.Timeout;
  /** Questions because of which the timeout rests. */
  private holds = 0;
  private isSettled = false;
  private readonly startedAtMs = performance.now();

  constructor(private readonly options: StdioCallOptions) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.timer = setTimeout(timeOut, options.timeoutMs, this);
  }

  get ask(): Ask | undefined {
    return (
      this.options.onQuestion && ((question, withdrawal) => this.options.onQuestion!(question, withdrawal))
    );
  }

  take(answer: Message): void {
    if (this.settle()) this.resolve(answer);
  }

  fail(error: Error): void {
    if (this.settle()) this.reject(error);
  }

  /** Gives the call up; the program is told. */
  abort(reason: Error): void {
    if (!this.settle()) return;
    this.reject(reason);
    this.options.onAbandoned(reason);
  }

  timeOut(): void {
    const { method, timeoutMs } = this.options;
    this.abort(
      new UpstreamTimeout(
        `gave no answer to ${method} within ${Math.ceil(timeoutMs) / 1000} s${hintOf(method)}`,
      ),
    );
  }

  notify(message: Message): void | Promise<void> {
    if (this.isSettled) return;
    if (message.method === 'notifications/progress') this.prolong();
    return this.options.onNotification(message);
  }

  /** The timeout rests until it is {@link release}d as often. */
  hold(): void {
    if (this.holds++ === 0 && !this.isSettled) clearTimeout(this.timer);
  }

  release(): void {
    if (--this.holds === 0 && !this.isSettled) {
      this.timer = setTimeout(timeOut, this.options.timeoutMs, this);
    }
  }

  private prolong(): void {
    if (this.holds === 0 && performance.now() - this.startedAtMs < MAX_CALL_MS) this.timer.refresh();
  }

  /** @returns false when it was settled before */
  private settle(): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    clearTimeout(this.timer);
    return true;
  }
}

function timeOut(call: StdioCall): void {
  call.timeOut();
}
