import { request } from '../../wire/build-message.js';
import type { Message } from '../../wire/message.js';
import { envelopeParams } from '../envelope.js';
import type { HttpPeer } from '../http/http-peer.js';
import { type Receiver, ResponseStream } from '../http/response-stream.js';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import type { Caller } from '../upstream.js';
import { requestHeaders } from './request-headers.js';

export interface ListenStreamOptions {
  readonly peer: HttpPeer;
  readonly caller: Caller;
  /** What to hear of; JSON text. */
  readonly notifications: string;
  readonly hear: (notification: Message) => void | Promise<void>;
  /** It is open, or open again: what happened before may have been missed. */
  readonly onOpened: () => void;
}

const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;
const METHOD = 'subscriptions/listen';

let lastId = 0;

/**
 * A stream on which a modern server tells what changes, opened again whenever it breaks, until it is closed
 * (2026-07-28, basic/utilities/subscriptions).
 */
export class ListenStream implements Receiver {
  private stream: ResponseStream | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private retryMs = FIRST_RETRY_MS;
  private isClosed = false;
  private greet: (message: Message) => void = () => {};
  private fail: (error: Error) => void = () => {};

  constructor(private readonly options: ListenStreamOptions) {}

  /**
   * @returns what the server says to it: its acknowledgement, or an error, after which it is closed
   * @throws what the first attempt came to; others follow until it is closed
   */
  open(): Promise<Message> {
    const { connectTimeoutMs: timeoutMs } = this.options.peer.target;
    return new Promise<Message>((resolve, reject) => {
      const late = new UpstreamTimeout(`did not acknowledge ${METHOD} within ${timeoutMs / 1000} s`);
      const timer = setTimeout(reject, timeoutMs, late);
      this.greet = (message) => {
        clearTimeout(timer);
        resolve(message);
      };
      this.fail = (error) => {
        clearTimeout(timer);
        reject(error);
      };
      this.connect();
    });
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.retryTimer);
    this.stream?.close();
    this.fail(new UpstreamFailure('its connections were closed here'));
  }

  onMessage(message: Message): void | Promise<void> {
    if (message.kind === 'error') {
      this.greet(message);
      return this.close();
    }
    if (message.kind !== 'notification') return;
    if (message.method !== 'notifications/subscriptions/acknowledged') return this.options.hear(message);
    this.retryMs = FIRST_RETRY_MS;
    this.greet(message);
    this.options.onOpened();
  }

  onEnd(): void {
    this.connectLater(new UpstreamFailure(`ended its response to ${METHOD}`));
  }

  onFailure(error: Error): void {
    this.connectLater(error);
  }

  private connectLater(error: Error): void {
    this.fail(error);
    if (this.isClosed) return;
    this.retryTimer = setTimeout(() => this.connect(), this.retryMs).unref();
    this.retryMs = Math.min(2 * this.retryMs, MAX_RETRY_MS);
  }

  private connect(): void {
    if (this.isClosed) return;
    const { peer, caller, notifications } = this.options;
    const params = envelopeParams(caller, `{"notifications":${notifications}}`);
    const body = request(`"listen-${++lastId}"`, METHOD, params);
    const headers = [...peer.headers, ...requestHeaders({ caller, method: METHOD, body })];
    this.stream = new ResponseStream(peer.endpoint, { method: 'POST', headers, body, staysOpen: true }, this);
    this.stream.open();
  }
}
