import type { Message } from '../../wire/message.js';
import type { SseParser } from '../../wire/sse-parser.js';
import { UpstreamFailure } from '../upstream-failure.js';
import type { HttpEndpoint } from './http-endpoint.js';
import { type Receiver, ResponseStream } from './response-stream.js';

const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;

export interface ServerStreamOptions {
  readonly endpoint: HttpEndpoint;
  /** What every request of the session carries: names and values in turn. */
  readonly headers: readonly string[];
  readonly hear: (message: Message) => void | Promise<void>;
  /** It was open, and the upstream does not open it again: it does not know the session any more. */
  readonly onLost: () => void;
}

/**
 * The stream that a session's GET opens, and opens again when it breaks, for as long as the session lives
 * (2025-11-25, basic/transports, Listening for Messages from the Server).
 */
export class ServerStream implements Receiver {
  private stream: ResponseStream | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastEventId = '';
  private askedRetryMs: number | undefined;
  private backoffMs = FIRST_RETRY_MS;
  private isClosed = false;
  private wasOpen = false;
  private settleOpening = () => {};

  constructor(private readonly options: ServerStreamOptions) {}

  /** @returns when the stream is open, or the upstream has none, or the time is over */
  open(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.settleOpening = () => {
        clearTimeout(timer);
        resolve();
      };
      this.connect();
    });
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.stream?.close();
    this.settleOpening();
  }

  onOpen(): void {
    this.wasOpen = true;
    this.settleOpening();
  }

  onMessage(message: Message): void | Promise<void> {
    return this.options.hear(message);
  }

  onEvent({ lastEventId, retryMs }: SseParser): void {
    this.lastEventId = lastEventId || this.lastEventId;
    this.askedRetryMs = retryMs ?? this.askedRetryMs;
    this.backoffMs = FIRST_RETRY_MS;
  }

  onEnd(): void {
    this.connectLater();
  }

  /** An upstream that answers with a status has no such stream, or no such session any more. */
  onFailure(error: Error): void {
    if (!(error instanceof UpstreamFailure)) return this.connectLater();
    this.close();
    if (this.wasOpen) this.options.onLost();
  }

  private connectLater(): void {
    this.timer = setTimeout(
      () => this.connect(),
      Math.min(this.askedRetryMs ?? this.backoffMs, MAX_RETRY_MS),
    );
    this.backoffMs = Math.min(2 * this.backoffMs, MAX_RETRY_MS);
  }

  private connect(): void {
    if (this.isClosed) return;
    const resume = this.lastEventId === '' ? [] : ['last-event-id', this.lastEventId];
    const { endpoint, headers: own } = this.options;
    const headers = [...own, ...resume];
    this.stream = new ResponseStream(endpoint, { method: 'GET', headers }, this);
    this.stream.open();
  }
}
