import type { Message } from '../../wire/message.js';
import { answerTo } from '../questions.js';
import { acknowledge } from './acknowledge.js';
import type { CallContext } from './http-call.js';
import type { HttpEndpoint } from './http-endpoint.js';
import { ServerStream } from './server-stream.js';

/** How long goodbyes, cancellations and answers to questions may take. */
const ASIDE_TIMEOUT_MS = 5000;

export interface HttpSessionOptions {
  readonly endpoint: HttpEndpoint;
  /** What every request of the session carries: names and values in turn. */
  readonly headers: readonly string[];
  /** Undefined where the upstream keeps no sessions. */
  readonly id: string | undefined;
}

/** What a call in flight hears from its session's own stream. */
export interface Listener {
  readonly onNotification: (message: Message) => void | Promise<void>;
}

/** A session with an upstream, or the knowledge of how to call one that keeps none. */
export class HttpSession implements CallContext {
  /** Calls in flight, the youngest last. */
  readonly listeners = new Set<Listener>();
  private readonly stream: ServerStream;

  constructor(private readonly options: HttpSessionOptions) {
    const { endpoint, headers } = options;
    this.stream = new ServerStream(endpoint, headers, (message) => this.hear(message));
  }

  get id(): string | undefined {
    return this.options.id;
  }

  get endpoint(): HttpEndpoint {
    return this.options.endpoint;
  }

  get headers(): readonly string[] {
    return this.options.headers;
  }

  /** Opens the stream on which the upstream speaks of its own accord; returns when it is open, or refused. */
  listen(timeoutMs: number): Promise<void> {
    return this.stream.open(timeoutMs);
  }

  /** Sends a message that gets no answer. */
  tell(body: Buffer, timeoutMs = ASIDE_TIMEOUT_MS): Promise<void> {
    const { endpoint, headers } = this.options;
    return acknowledge(endpoint, { method: 'POST', headers, body }, timeoutMs);
  }

  /** Answers what the upstream asks. Whether the answer arrives is the upstream's concern. */
  answer(question: Message): void {
    this.tell(answerTo(question)).catch(() => {});
  }

  /** Ends it at the upstream too. Never fails: an upstream may be gone, or refuse (405). */
  async end(): Promise<void> {
    this.stream.close();
    if (this.id === undefined) return;
    const { endpoint, headers } = this.options;
    await acknowledge(endpoint, { method: 'DELETE', headers }, ASIDE_TIMEOUT_MS).catch(() => {});
  }

  /** What comes outside of any call's stream most likely belongs to the youngest call. */
  private hear(message: Message): void | Promise<void> {
    if (message.kind === 'request') return this.answer(message);
    if (message.kind === 'notification') return [...this.listeners].at(-1)?.onNotification(message);
  }
}
