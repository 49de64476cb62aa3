import type { Message } from '../../wire/message.js';
import { acknowledge } from '../http/acknowledge.js';
import type { Transmission } from '../http/http-call.js';
import type { HttpRequest } from '../http/http-endpoint.js';
import { SessionGone } from '../http/http-failure.js';
import { HttpSession, type HttpSessionOptions } from '../http/http-session.js';
import type { ResponseHead } from '../http/response-head.js';
import type { Receiver } from '../http/response-stream.js';
import type { Listener } from '../sessions/upstream-session.js';
import { PendingRequests } from './pending-requests.js';
import { SharedStreamRequest } from './shared-stream-request.js';
import { SseStream } from './sse-stream.js';

/** How long goodbyes, cancellations and answers to questions may take. */
const ASIDE_TIMEOUT_MS = 5000;

export type SseSessionOptions = Omit<HttpSessionOptions, 'id'>;

/**
 * A session with an upstream of HTTP+SSE: one stream, on which all requests are answered and all else is said.
 * It lasts as long as its stream.
 */
export class SseSession extends HttpSession {
  private readonly pending = new PendingRequests();
  private readonly sse: SseStream;
  private path = '';
  private isGone = false;
  /** Of the revision that was agreed on. */
  private revisionHeaders: readonly string[] = [];

  constructor(options: SseSessionOptions) {
    super({ ...options, id: 'sse' });
    const { endpoint, headers } = options;
    this.sse = new SseStream({
      endpoint,
      headers,
      onMessage: (message, head) => this.take(message, head),
      onEnd: (reason) => this.lose(reason),
    });
  }

  /** @throws UpstreamFailure, UpstreamTimeout, or what the network had to say */
  async connect(timeoutMs: number): Promise<void> {
    this.path = await this.sse.open(timeoutMs);
  }

  agreeOn(revision: string): void {
    this.revisionHeaders = ['mcp-protocol-version', revision];
  }

  override get headers(): readonly string[] {
    return [...this.options.headers, ...this.revisionHeaders];
  }

  transmit(request: HttpRequest, receiver: Receiver): Transmission {
    if (this.isGone) return failed(receiver);
    const pending = this.pending.add(request.body!, receiver);
    const post = { ...request, path: this.path, body: pending.body, discard: true };
    return new SharedStreamRequest({
      endpoint: this.endpoint,
      post,
      pending,
      onClosed: () => this.pending.delete(pending),
    });
  }

  override tell(body: Buffer, timeoutMs = ASIDE_TIMEOUT_MS): Promise<void> {
    const { endpoint, path, headers } = this;
    return acknowledge(endpoint, { method: 'POST', path, headers, body }, timeoutMs);
  }

  /** The stream is open as long as there is a session. */
  override listen(): Promise<void> {
    return Promise.resolve();
  }

  override watch(_timeoutMs: number, { onLost }: Listener): Promise<void> {
    this.onLost = onLost;
    if (this.isGone) onLost();
    return Promise.resolve();
  }

  /** The end of the stream is the end of the session. */
  override end(): Promise<void> {
    this.onLost = () => {};
    this.sse.close();
    return Promise.resolve();
  }

  private take(message: Message, head: ResponseHead): void | Promise<void> {
    if (message.method === 'notifications/progress') return this.tellProgress(message, head);
    if (message.method !== undefined) return this.listenTo(message);
    const found = this.pending.answered(message);
    return found?.pending.receiver.onMessage(found.answer, head);
  }

  private tellProgress(message: Message, head: ResponseHead): void | Promise<void> {
    const found = this.pending.progressed(message);
    if (found) return found.pending.receiver.onMessage(found.progress, head);
    // That of a task goes on when its call was answered.
    return this.options.channel?.notify(message, this.options.server);
  }

  private lose(reason: Error): void {
    this.isGone = true;
    this.asked.withdrawAll();
    for (const { receiver } of this.pending.clear()) receiver.onFailure(reason);
    this.onLost();
  }
}

/** The stream broke before: nothing was sent. */
function failed(receiver: Receiver): Transmission {
  return {
    isComplete: true,
    open: () => receiver.onFailure(new SessionGone('has ended its event stream')),
    close: () => {},
  };
}
