import type { Message } from '../../wire/message.js';
import type { HttpEndpoint } from '../http/http-endpoint.js';
import type { ResponseHead } from '../http/response-head.js';
import { type Receiver, ResponseStream } from '../http/response-stream.js';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';

export interface SseStreamOptions {
  readonly endpoint: HttpEndpoint;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly onMessage: (message: Message, head: ResponseHead) => void | Promise<void>;
  /** It has ended, for this reason, and does not come back. */
  readonly onEnd: (reason: Error) => void;
}

/** The stream on which an upstream says all it says (2024-11-05, basic/transports, HTTP with SSE). */
export class SseStream implements Receiver {
  private readonly stream: ResponseStream;
  private head!: ResponseHead;
  private settle: ((result: string | Error) => void) | undefined;
  private hasEnded = false;

  constructor(private readonly options: SseStreamOptions) {
    const { endpoint, headers } = options;
    this.stream = new ResponseStream(endpoint, { method: 'GET', headers, staysOpen: true }, this);
  }

  /**
   * @returns the path that takes what is said to the upstream, as the upstream names it first
   * @throws UpstreamFailure, UpstreamTimeout, or what the network had to say
   */
  open(timeoutMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = new UpstreamTimeout(`did not name its endpoint for messages within ${timeoutMs / 1000} s`);
      const timer = setTimeout(() => this.finish(late), timeoutMs);
      this.settle = (result) => {
        clearTimeout(timer);
        this.settle = undefined;
        if (typeof result === 'string') resolve(result);
        else reject(result);
      };
      this.stream.open();
    });
  }

  close(): void {
    this.finish(new UpstreamFailure('its connections were closed here'));
  }

  onOpen(head: ResponseHead): void {
    this.head = head;
  }

  onMessage(message: Message): void | Promise<void> {
    return this.options.onMessage(message, this.head);
  }

  /** @throws UpstreamFailure: messages must not go to another origin, with the credentials of this one */
  onOtherEvent(data: Buffer, type: string): void {
    if (type !== 'endpoint') return;
    const { endpoint } = this.options;
    this.settle?.(endpoint.pathOf(data.toString().trim(), endpoint.path, 'sends its messages'));
  }

  onEnd(): void {
    this.finish(new UpstreamFailure('ended its event stream'));
  }

  onFailure(error: Error): void {
    this.finish(error);
  }

  private finish(reason: Error): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.stream.close();
    this.settle?.(reason);
    this.options.onEnd(reason);
  }
}
