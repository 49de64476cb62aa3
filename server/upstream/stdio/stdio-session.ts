import { notification, request } from '../../wire/build-message.js';
import { jsonText } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { WireError } from '../../wire/wire-error.js';
import { probeOf } from '../ask-probe.js';
import { OpenQuestions } from '../open-questions.js';
import type { Era } from '../protocol-revisions.js';
import type { Listener, UpstreamSession } from '../sessions/upstream-session.js';
import type { Topic } from '../topics.js';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import type { Caller, SessionChannel, UpstreamRequest } from '../upstream.js';
import { CallsInFlight } from './calls-in-flight.js';
import { LegacyNews, ModernNews, type News } from './news.js';
import type { LineListener, ServerProcess } from './server-process.js';
import { StdioCall } from './stdio-call.js';

export interface StdioSessionOptions {
  readonly process: ServerProcess;
  /** In the words of the program's era. */
  readonly caller: Caller;
  readonly era: Era;
  /** The upstream's name. */
  readonly server: string;
  readonly maxBytes: number;
  readonly onListChanged: () => void;
  /** The program wrote something that is no message: what is wrong with it. */
  readonly onGarbage: (problem: string) => void;
}

export type StdioRequest = Pick<UpstreamRequest, 'method' | 'body' | 'onNotification'> &
  Partial<Pick<UpstreamRequest, 'onQuestion'>>;

const LISTS_CHANGED = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
]);

let lastId = 0;

/** A conversation with one program: requests and answers, and what it says and asks of its own accord. */
export class StdioSession implements UpstreamSession, LineListener {
  readonly id: string;
  private readonly calls = new CallsInFlight();
  private readonly asked: OpenQuestions;
  private readonly news: News;
  private logLevel: string | undefined;
  /** Whether it has answered anything yet. */
  hasAnswered = false;
  private garbage = '';
  private listener: Listener | undefined;

  constructor(private readonly options: StdioSessionOptions) {
    this.id = `process-${++lastId}`;
    this.asked = new OpenQuestions((answer) => this.write(answer));
    const line = {
      write: (message: Buffer) => this.write(message),
      ask: (method: string, params: string, timeoutMs: number) => this.ask(method, params, timeoutMs),
    };
    const { caller, era, process } = options;
    this.news = era === 'modern' ? new ModernNews(line, caller) : new LegacyNews(line);
    process.listen(this);
  }

  get process(): ServerProcess {
    return this.options.process;
  }

  /** Why the program is not there any more; undefined as long as it is. */
  get lost(): UpstreamFailure | undefined {
    return this.options.process.end;
  }

  /** @throws UpstreamFailure when the program is gone, or does not read */
  send(request: StdioRequest, timeoutMs: number): StdioCall {
    const call: StdioCall = new StdioCall({
      method: request.method,
      timeoutMs,
      onNotification: (message) => request.onNotification(message),
      onQuestion: request.onQuestion && ((question, withdrawal) => request.onQuestion!(question, withdrawal)),
      onAbandoned: (reason) => this.giveUp(known.id, reason),
    });
    const known = this.calls.add(call, request.body);
    try {
      this.options.process.send(known.body);
    } catch (error) {
      this.calls.remove(known.id);
      call.fail(error as Error);
    }
    return call;
  }

  /** Sends a request of the gateway's own. @param params JSON text */
  ask(method: string, params: string | undefined, timeoutMs: number): Promise<Message> {
    return this.request(method, request(ownId(), method, params), timeoutMs);
  }

  /** Sends a request of the gateway's own. @throws UpstreamFailure, UpstreamTimeout */
  async request(method: string, body: Buffer, timeoutMs: number): Promise<Message> {
    try {
      return await this.send({ method, body, onNotification: () => {} }, timeoutMs).answer;
    } catch (error) {
      throw this.explained(error);
    }
  }

  /** Asks the program something cheap. @throws UpstreamFailure, UpstreamTimeout */
  async probe(timeoutMs: number): Promise<void> {
    const { method, params } = probeOf(this.options.caller);
    await this.ask(method, params, timeoutMs);
  }

  /** Sends what gets no answer; whether it arrives makes no difference. */
  tell(message: Buffer): Promise<void> {
    this.write(message);
    return Promise.resolve();
  }

  /** Has the program log from this level on. What it says to it makes no difference. */
  logFrom(level: string): void {
    if (level === this.logLevel) return;
    this.logLevel = level;
    this.write(request(ownId(), 'logging/setLevel', `{"level":${JSON.stringify(level)}}`));
  }

  followLists(): void {
    this.news.followLists();
  }

  subscribe(topic: Topic, timeoutMs: number): Promise<Message> {
    return this.news.subscribe(topic, timeoutMs);
  }

  unsubscribe(topic: Topic, timeoutMs: number): void {
    this.news.unsubscribe(topic, timeoutMs);
  }

  watch(_: number, listener: Listener): Promise<void> {
    this.listener = listener;
    if (this.lost) listener.onLost();
    return Promise.resolve();
  }

  unwatch(): void {
    this.listener = undefined;
  }

  /** Nobody else can talk to the process. */
  leave(): Promise<void> {
    return this.end();
  }

  end(): Promise<void> {
    return this.options.process.stop();
  }

  onLine(line: Buffer): void | Promise<void> {
    const message = this.read(line);
    if (!message) return;
    switch (message.kind) {
      case 'notification':
        return this.hear(message);
      case 'request':
        // What comes next may be that the question is withdrawn.
        void this.answer(message);
        return;
      default:
        this.hasAnswered = true;
        // What nobody waits for any more is an answer that came too late.
        this.decided(() => this.calls.answer(message) || this.news.hear(message));
    }
  }

  onTooLong(): void {
    const problem = `sent a message larger than ${this.options.maxBytes} bytes (MAX_BODY_BYTES)`;
    this.options.onGarbage(problem);
    this.calls.failAll(new UpstreamFailure(problem));
  }

  onEnd(failure: UpstreamFailure): void {
    this.asked.withdrawAll();
    this.calls.failAll(failure);
    this.news.end(failure);
    this.listener?.onLost();
  }

  /** An error that says too what was heard instead of an answer. */
  explained(error: unknown): unknown {
    if (!(error instanceof UpstreamTimeout) || this.garbage === '') return error;
    return new UpstreamTimeout(`${error.message}; it writes to its standard output ${this.garbage}`);
  }

  /** To the client, when none of its calls is in flight. */
  private get channel(): SessionChannel | undefined {
    return this.options.caller.channel ?? this.listener?.channel;
  }

  private read(line: Buffer): Message | undefined {
    try {
      return readMessage(line);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.garbage = `what is no JSON-RPC message (${error.message})`;
      this.options.onGarbage(`writes ${this.garbage}`);
      return undefined;
    }
  }

  private hear(message: Message): void | Promise<void> {
    return this.decided(() => this.pass(message));
  }

  private pass(message: Message): void | Promise<void> {
    const { server, onListChanged } = this.options;
    const { method } = message;
    if (method === 'notifications/cancelled') return this.withdraw(message);
    if (LISTS_CHANGED.has(method!)) return onListChanged();
    if (method === 'notifications/progress') {
      const progress = this.calls.progress(message);
      // That of a task goes on when its call was answered.
      return progress ? progress.call.notify(progress.message) : this.channel?.notify(message, server);
    }
    const news = this.news.hear(message);
    if (news) return news === true ? undefined : this.channel?.notify(news, server);
    const youngest = this.calls.all.at(-1);
    return youngest ? youngest.notify(message) : this.channel?.notify(message, server);
  }

  /** A message with a key twice that is decided on counts as no message. */
  private decided<T>(decide: () => T): T | undefined {
    try {
      return decide();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.options.onGarbage(`sent a message that is ambiguous: ${error.message}`);
      return undefined;
    }
  }

  /** Any call in flight may wait for it. */
  private async answer(question: Message): Promise<void> {
    const calls = this.calls.all;
    for (const call of calls) call.hold();
    await this.asked.put(question, calls.at(-1)?.ask ?? this.channel?.asking(this.options.server));
    for (const call of calls) call.release();
  }

  private withdraw({ bytes, members }: Message): void {
    const span = members.get('requestId');
    if (span) this.asked.withdraw(jsonText(bytes, span));
  }

  /** 2025-11-25 and 2026-07-28, basic/utilities/cancellation. */
  private giveUp(id: string, reason: Error): void {
    this.calls.remove(id);
    if (this.calls.size === 0) this.asked.withdrawAll();
    const params = `{"requestId":${id},"reason":${JSON.stringify(reason.message)}}`;
    this.write(notification('notifications/cancelled', params));
  }

  private write(message: Buffer): void {
    try {
      this.options.process.send(message);
    } catch {
      // The program is gone, which calls are told.
    }
  }
}

function ownId(): string {
  return `"gateway-${++lastId}"`;
}
