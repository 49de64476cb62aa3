import { TransientSet } from '../../common/transient-set.js';
import { request } from '../../wire/build-message.js';
import { jsonText } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { OpenQuestions } from '../open-questions.js';
import type { Listener, UpstreamSession } from '../sessions/upstream-session.js';
import { REFUSED, type Topic } from '../topics.js';
import type { Ask, SessionChannel } from '../upstream.js';
import { acknowledge } from './acknowledge.js';
import { type CallContext, HttpCall } from './http-call.js';
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
  /** To the client, when none of its calls is in flight; undefined where sessions are not one client's. */
  readonly channel: SessionChannel | undefined;
  /** The upstream's name. */
  readonly server: string;
  /** What the upstream offers has changed. */
  readonly onListChanged: () => void;
  /** Told when it is ended here; undefined where nobody else could go on with it. */
  readonly onEnded?: () => void;
}

const LISTS_CHANGED = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
]);

let lastWatchId = 0;

/** A session with an upstream, or the knowledge of how to call one that keeps none. */
export class HttpSession implements CallContext, UpstreamSession {
  /** Calls in flight, the youngest last. */
  readonly calls = new TransientSet<HttpCall>();
  /** What the upstream asked on the session's own stream. */
  protected readonly asked = this.questions();
  private readonly stream: ServerStream;
  private listening: Promise<void> | undefined;
  private logLevel: string | undefined;
  /** Told when the upstream does not know the session any more. */
  protected onLost = () => {};

  constructor(protected readonly options: HttpSessionOptions) {
    const { endpoint, headers } = options;
    const hear = (message: Message) => this.listenTo(message);
    this.stream = new ServerStream({ endpoint, headers, hear, onLost: () => this.onLost() });
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
    return (this.listening ??= this.stream.open(timeoutMs));
  }

  /** Listens, where the upstream has such a stream. */
  watch(timeoutMs: number, { onLost }: Listener): Promise<void> {
    this.onLost = onLost;
    return this.listen(timeoutMs);
  }

  unwatch(): void {
    this.onLost = () => {};
  }

  subscribe(topic: Topic, timeoutMs: number): Promise<Message> {
    return this.askOf(topic, { method: 'resources/subscribe', timeoutMs });
  }

  unsubscribe(topic: Topic, timeoutMs: number): void {
    this.askOf(topic, { method: 'resources/unsubscribe', timeoutMs }).catch(() => {});
  }

  /** Sends a message that gets no answer. */
  tell(body: Buffer, timeoutMs = ASIDE_TIMEOUT_MS): Promise<void> {
    const { endpoint, headers } = this.options;
    return acknowledge(endpoint, { method: 'POST', headers, body }, timeoutMs);
  }

  /**
   * Has the upstream log from this level on. Many do so on the session's own stream only, whatever they log
   * of. Never fails: not every upstream has a log.
   */
  async logFrom(level: string): Promise<void> {
    if (level === this.logLevel || this.id === undefined) return;
    this.logLevel = level;
    await this.listen(ASIDE_TIMEOUT_MS);
    const body = request('"log-level"', 'logging/setLevel', `{"level":${JSON.stringify(level)}}`);
    await this.tell(body).catch(() => {});
  }

  questions(): OpenQuestions {
    return new OpenQuestions((answer) => void this.tell(answer).catch(() => {}));
  }

  /** @param call on whose stream it came; else it most likely belongs to the youngest */
  hear(notification: Message, call = this.youngest): void | Promise<void> {
    const { channel, server } = this.options;
    const { method } = notification;
    if (method === 'notifications/cancelled') return this.withdraw(notification);
    if (LISTS_CHANGED.has(method!)) return this.options.onListChanged();
    if (call && method !== 'notifications/resources/updated') return call.notify(notification);
    return channel?.notify(notification, server);
  }

  /** Ends it at the upstream too. Never fails: an upstream may be gone, or refuse (405). */
  async end(): Promise<void> {
    this.stream.close();
    if (this.id === undefined) return;
    const { endpoint, headers, onEnded } = this.options;
    onEnded?.();
    await acknowledge(endpoint, { method: 'DELETE', headers }, ASIDE_TIMEOUT_MS).catch(() => {});
  }

  leave(): Promise<void> {
    if (!this.options.onEnded) return this.end();
    this.stream.close();
    return Promise.resolve();
  }

  /** Of its tasks a server of this era tells without being asked. */
  private askOf(
    { kind, id: uri }: Topic,
    { method, timeoutMs }: { method: string; timeoutMs: number },
  ): Promise<Message> {
    if (kind !== 'resource') return Promise.resolve(REFUSED);
    const id = `"watch-${++lastWatchId}"`;
    const body = request(id, method, JSON.stringify({ uri }));
    return new HttpCall(this, { body, id, method, onNotification: () => {} }, timeoutMs).answer;
  }

  private get youngest(): HttpCall | undefined {
    return this.calls.values().at(-1);
  }

  private get channelAsk(): Ask | undefined {
    return this.options.channel?.asking(this.options.server);
  }

  protected listenTo(message: Message): void | Promise<void> {
    if (message.kind === 'notification') return this.hear(message);
    // The stream goes on: what it says next may be that the question is withdrawn.
    if (message.kind === 'request') void this.answer(message);
  }

  /** Any call in flight may wait for what the upstream asks here. */
  private async answer(question: Message): Promise<void> {
    const calls = this.calls.values();
    for (const call of calls) call.hold();
    await this.asked.put(question, calls.at(-1)?.ask ?? this.channelAsk);
    for (const call of calls) call.release();
  }

  private withdraw({ bytes, members }: Message): void {
    const span = members.get('requestId');
    const id = span && jsonText(bytes, span);
    if (id === undefined || this.asked.withdraw(id)) return;
    for (const call of this.calls.values()) if (call.withdrawQuestion(id)) return;
  }
}
