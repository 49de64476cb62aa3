import type { Message } from '../../wire/message.js';
import { splice } from '../../wire/splice.js';
import { readMessage } from '../../wire/read-message.js';
import type { SseParser } from '../../wire/sse-parser.js';
import type { OpenQuestions } from '../open-questions.js';
import { hintOf } from '../timeout-hint.js';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import type { Ask } from '../upstream.js';
import type { HttpEndpoint, HttpRequest } from './http-endpoint.js';
import { StatusFailure } from './http-failure.js';
import type { ResponseHead } from './response-head.js';
import { type Receiver, ResponseStream } from './response-stream.js';

/** A request on its way, and what comes back for it. */
export interface Transmission {
  /** By which the upstream knows the request, as JSON text; undefined when that is the request's own id. */
  readonly id?: string;
  /** Nothing more will come. */
  readonly isComplete: boolean;
  /** The receiver may be told of a failure before this returns. */
  open(): void;
  /** The receiver is told nothing more. */
  close(): void;
}

/** In whose name a call is made: a session, or nobody yet. */
export interface CallContext {
  readonly endpoint: HttpEndpoint;
  /** What every request carries: names and values in turn. */
  readonly headers: readonly string[];
  /** Undefined where each request has a response of its own, on which it is answered. */
  transmit?(request: HttpRequest, receiver: Receiver): Transmission;
  /** For what the upstream itself asks while it works on a call. */
  questions(): OpenQuestions;
  /** Gets the notifications that a call heard and that concern the whole session. */
  hear(notification: Message, call: HttpCall): void | Promise<void>;
}

export interface CallRequest {
  readonly body: Buffer;
  /** The request's id as JSON text. */
  readonly id: string;
  readonly method: string;
  /** Beside those of the context. */
  readonly traceHeaders?: readonly string[];
  onNotification(message: Message): void | Promise<void>;
  /** Undefined where there is nobody to ask. */
  readonly onQuestion?: Ask;
}

/** However much progress is reported: MCP wants a bound (2025-11-25, basic/lifecycle, Timeouts). */
const MAX_CALL_MS = 24 * 3_600_000;

/** How long a stream may stay open behind its answer. */
const CLOSING_MS = 1000;

/** Before a broken stream is resumed, unless the upstream said otherwise. */
const RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;

/** Attempts in a row that brought nothing. */
const MAX_FRUITLESS = 3;

/** One JSON-RPC request over Streamable HTTP, from its POST to its answer, over broken streams if need be. */
export class HttpCall implements Receiver {
  /**
   * The answer, under the request's own id where it had another form of it or none.
   * @throws UpstreamFailure, UpstreamTimeout, the reason given to {@link abort}, or what the network had to say
   */
  readonly answer: Promise<Message>;
  /** Of the response that held the answer. */
  head: ResponseHead | undefined;
  /** The answer named the request that it answers. */
  isAddressed = false;

  private resolve!: (message: Message) => void;
  private reject!: (error: Error) => void;
  private stream: Transmission;
  private timer: NodeJS.Timeout;
  private retryTimer: NodeJS.Timeout | undefined;
  private isSettled = false;
  /** What the upstream asked on this call's own stream. */
  private questions: OpenQuestions | undefined;
  /** Questions because of which the timeout rests. */
  private holds = 0;
  private readonly startedAtMs = performance.now();
  private lastEventId = '';
  private retryMs = RETRY_MS;
  private fruitless = 0;

  constructor(
    private readonly context: CallContext,
    private readonly request: CallRequest,
    private readonly timeoutMs: number,
  ) {
    const { endpoint } = context;
    const { body, traceHeaders } = request;
    const headers = traceHeaders ? [...context.headers, ...traceHeaders] : context.headers;
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.timer = setTimeout(timeOut, timeoutMs, this);
    const post: HttpRequest = { method: 'POST', headers, body };
    this.stream = context.transmit?.(post, this) ?? new ResponseStream(endpoint, post, this);
    this.stream.open();
  }

  /** By which the upstream knows the request, as JSON text. */
  get wireId(): string {
    return this.stream.id ?? this.request.id;
  }

  timeOut(): void {
    const seconds = Math.ceil(this.timeoutMs) / 1000;
    this.abort(
      new UpstreamTimeout(
        `gave no answer to ${this.request.method} within ${seconds} s${hintOf(this.request.method)}`,
      ),
    );
  }

  /** Gives the call up. */
  abort(reason: Error): void {
    if (!this.settle()) return;
    this.stream.close();
    this.reject(reason);
  }

  onMessage(message: Message, head: ResponseHead): void | Promise<void> {
    if (this.isSettled) return;
    switch (message.kind) {
      case 'notification':
        return this.hear(message);
      case 'request':
        // The stream goes on: what it says next may be that the question is withdrawn.
        void this.answerQuestion(message);
        return;
      default:
        this.take(message, head);
    }
  }

  /** Gets what came on the session's own stream. */
  notify(message: Message): void | Promise<void> {
    if (message.method === 'notifications/progress') this.prolong();
    return this.request.onNotification(message);
  }

  /** Who answers what came on the session's own stream; undefined when nobody can. */
  get ask(): Ask | undefined {
    return (
      this.request.onQuestion && ((question, withdrawal) => this.request.onQuestion!(question, withdrawal))
    );
  }

  /** The timeout rests until it is {@link release}d as often. */
  hold(): void {
    if (this.holds++ === 0 && !this.isSettled) clearTimeout(this.timer);
  }

  release(): void {
    if (--this.holds === 0 && !this.isSettled) this.timer = setTimeout(timeOut, this.timeoutMs, this);
  }

  /** @returns false when this call's stream has brought no such question */
  withdrawQuestion(id: string): boolean {
    return this.questions?.withdraw(id) ?? false;
  }

  onEvent({ lastEventId, retryMs }: SseParser): void {
    if (lastEventId !== '' && lastEventId !== this.lastEventId) {
      this.lastEventId = lastEventId;
      this.fruitless = 0;
    }
    if (retryMs !== undefined) this.retryMs = Math.min(retryMs, MAX_RETRY_MS);
  }

  onEnd(): void {
    if (this.isSettled) clearTimeout(this.timer);
    else if (this.canResume) this.resumeLater();
    else this.abort(new UpstreamFailure(`ended its response without an answer to ${this.request.method}`));
  }

  onFailure(error: Error): void {
    if (this.isSettled) clearTimeout(this.timer);
    else if (!(error instanceof UpstreamFailure) && this.canResume) this.resumeLater();
    else this.abort(this.resumed && error instanceof StatusFailure ? this.brokenOff(error) : error);
  }

  private hear(message: Message): void | Promise<void> {
    return message.method === 'notifications/progress'
      ? this.notify(message)
      : this.context.hear(message, this);
  }

  private async answerQuestion(question: Message): Promise<void> {
    this.questions ??= this.context.questions();
    this.hold();
    await this.questions.put(question, this.ask);
    this.release();
  }

  private get resumed(): boolean {
    return this.retryTimer !== undefined;
  }

  private brokenOff({ head }: StatusFailure): UpstreamFailure {
    const { method } = this.request;
    return new UpstreamFailure(
      `broke off before its answer to ${method}, and resuming it got HTTP status ${head.status}`,
    );
  }

  private get canResume(): boolean {
    return this.lastEventId !== '' && this.fruitless < MAX_FRUITLESS;
  }

  private take(message: Message, head: ResponseHead): void {
    const { id } = this.request;
    if (message.id !== id && !isForm(message, id)) return;
    if (!this.settle()) return;
    // Most streams end by themselves right behind the answer; the connection is kept then.
    if (!this.stream.isComplete) this.timer = setTimeout(close, CLOSING_MS, this.stream);
    this.head = head;
    this.isAddressed = message.id !== undefined && message.id !== 'null';
    this.resolve(message.id === id ? message : withId(message, id));
  }

  private prolong(): void {
    if (this.holds === 0 && performance.now() - this.startedAtMs < MAX_CALL_MS) this.timer.refresh();
  }

  /** @returns false when it was settled before */
  private settle(): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    clearTimeout(this.timer);
    clearTimeout(this.retryTimer);
    this.questions?.withdrawAll();
    return true;
  }

  /** 2025-11-25, basic/transports, Resumability and Redelivery. */
  private resumeLater(): void {
    this.fruitless++;
    const { endpoint } = this.context;
    this.retryTimer = setTimeout(() => {
      const headers = [...this.context.headers, 'last-event-id', this.lastEventId];
      this.stream = new ResponseStream(endpoint, { method: 'GET', headers }, this);
      this.stream.open();
    }, this.retryMs);
  }
}

function timeOut(call: HttpCall): void {
  call.timeOut();
}

function close(stream: Transmission): void {
  stream.close();
}

/**
 * Whether an answer is meant for the request in another form of its id, as parsing and writing again makes
 * it (`1.0` becomes `1`), or is an error that could not name it.
 */
function isForm({ kind, id }: Message, expected: string): boolean {
  if (id === undefined || id === 'null') return kind === 'error';
  return JSON.parse(id) === JSON.parse(expected);
}

function withId({ bytes, idSpan }: Message, id: string): Message {
  const opening = bytes.indexOf('{') + 1;
  const edit = idSpan ? { ...idSpan, text: id } : { start: opening, end: opening, text: `"id":${id},` };
  return readMessage(splice(bytes, [edit]));
}
