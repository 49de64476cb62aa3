import type { Principal } from '../../../common/principal.js';
import type { RequestContext } from '../../../logging/request-context.js';
import type { Scope } from '../../../policy/policy.js';
import { Cancellation } from '../../../upstream/cancellation.js';
import type { Caller } from '../../../upstream/upstream.js';
import type { Message } from '../../../wire/message.js';
import type { Call, ClientChannel, Reply } from '../../core/call.js';
import type { Exchange } from '../../exchange.js';
import type { QuestionStream } from '../../sessions/open-question.js';
import type { Session } from '../../sessions/session.js';
import { framed, renumbered } from '../http/answers.js';
import type { Failure } from '../http/failure.js';
import { unwrapped } from '../../search/unwrapped.js';
import type { Waiting } from '../../keep-alive.js';
import { traceHeaders } from '../http/trace-headers.js';

/** What goes down on a call's own stream; everything else an upstream says is for the gateway. */
const RELAYED = new Set([
  'notifications/progress',
  'notifications/message',
  'notifications/elicitation/complete',
  'notifications/tasks/status',
]);

/** Where a call's answer goes, and what comes before it. */
export interface CallResponse extends Waiting {
  /** Whether what is streamed has a reader. */
  readonly isConnected: boolean;
  /** @returns a promise to wait for when the client reads too slowly */
  event(message: Buffer): void | Promise<void>;
  /** @param message in pieces that follow each other */
  answer(message: readonly Buffer[], status?: number): void;
  /** Ends it without an answer. */
  abandon(retryMs?: number): void;
  /** @returns a function that ends the listening */
  onGone(listener: () => void): () => void;
}

export interface LegacyCallOptions {
  readonly session: Session;
  readonly request: Message;
  readonly response: CallResponse;
}

/** A request in flight on a session, and its way back. */
export class LegacyCall implements Call, ClientChannel, QuestionStream, Waiting {
  readonly principal: Principal;
  readonly context: RequestContext;
  readonly scope: Scope;
  readonly caller: Caller;
  readonly traceHeaders: Call['traceHeaders'];
  readonly cancellation = new Cancellation();
  upstreamId: string;
  /** The same for no two calls in flight. */
  key: string;
  readonly session: Session;
  readonly request: Message;
  private readonly response: CallResponse;

  constructor(
    exchange: Pick<Exchange, 'principal' | 'context' | 'scope' | 'headers'>,
    { session, request, response }: LegacyCallOptions,
  ) {
    this.session = session;
    this.request = unwrapped(exchange.scope, request);
    this.response = response;
    this.principal = exchange.principal;
    this.context = exchange.context;
    this.scope = exchange.scope;
    this.caller = session.caller;
    this.upstreamId = request.id!;
    this.key = callKey(session, request.id!);
    this.traceHeaders = traceHeaders(exchange.headers);
  }

  get channel(): ClientChannel {
    return this;
  }

  notify(message: Message): void | Promise<void> {
    if (RELAYED.has(message.method!)) return this.response.event(message.bytes);
  }

  ask(question: Message, withdrawal: Cancellation): Promise<Message> {
    return this.session.link.askOn(this, { question, withdrawal });
  }

  send(message: Buffer): void | Promise<void> {
    return this.response.event(message);
  }

  get isConnected(): boolean {
    return this.response.isConnected;
  }

  onGone(listener: () => void): () => void {
    return this.response.onGone(listener);
  }

  keepAlive(): void {
    this.response.keepAlive();
  }

  answer(reply: Reply): void {
    const id = this.request.id!;
    this.response.answer(
      reply.kind === 'relayed' ? [renumbered(reply.message, id)] : framed(id, reply.result),
    );
  }

  fail({ message, status }: Failure): void {
    this.response.answer([message], status);
  }

  abandon(retryMs?: number): void {
    this.response.abandon(retryMs);
  }

  /** @param id as JSON text: its own is taken by another call in flight */
  goBy(id: string): void {
    this.upstreamId = id;
    this.key = callKey(this.session, id);
  }
}

/** @param id as JSON text */
export function callKey(session: Pick<Session, 'nonce'>, id: string): string {
  return `${session.nonce} ${id}`;
}
