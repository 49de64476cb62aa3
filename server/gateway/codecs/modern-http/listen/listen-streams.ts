import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isRevoked, type Revocation } from '../../../../common/principal.js';
import { Events } from '../../../../events/events.js';
import { Cancellation } from '../../../../upstream/cancellation.js';
import type { Topic } from '../../../../upstream/topics.js';
import type { Message } from '../../../../wire/message.js';
import { CallReports } from '../../../core/call-reports.js';
import type { Exchange } from '../../../exchange.js';
import { KeepAlive } from '../../../keep-alive.js';
import { StreamLimit } from '../../../stream-limit.js';
import { ViewChanges } from '../../../lists/view-changes.js';
import { isOpen } from '../../../sse-response.js';
import { requireTasks } from '../../../tasks/task-methods.js';
import { Refusal } from '../../http/refusal.js';
import { traceHeaders } from '../../http/trace-headers.js';
import { callerOf, type Envelope } from '../envelope.js';
import { readFilter } from './listen-filter.js';
import { type ListenCall, ListenStream } from './listen-stream.js';
import { TopicWatches } from './topic-watches.js';

/** Several clients may share an identity; each needs one, or two while it changes what it asks for. */
const MAX_PER_PRINCIPAL = 256;
/** A server that has not answered by then is taken to tell of what it was asked for. */
const MAX_WAIT_MS = 3000;

/** The streams of `subscriptions/listen`. */
@Injectable()
export class ListenStreams implements OnModuleInit, OnModuleDestroy {
  private readonly streams = new Set<ListenStream>();
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly changes: ViewChanges,
    private readonly topics: TopicWatches,
    private readonly keepAlive: KeepAlive,
    private readonly events: Events,
    private readonly limit: StreamLimit,
    private readonly reports: CallReports,
  ) {}

  onModuleInit(): void {
    this.stopListening = [
      this.changes.listen(() => this.announce()),
      // Without a result: the client comes back, and learns why it may not.
      this.events.on('principal.revoked', (revocation) => this.endRevoked(revocation)),
      this.events.on('server.stopping', () => this.completeAll()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stopListening) stop();
    this.completeAll();
  }

  get size(): number {
    return this.streams.size;
  }

  /** @throws InvalidParamsError, Refusal 429, 503, CallError -32021 for a client that did not say that it knows tasks */
  async open(exchange: Exchange, request: Message, envelope: Envelope): Promise<void> {
    const { principal, scope, headers, context } = exchange;
    const caller = callerOf(principal, envelope);
    const call: ListenCall = {
      ...{ principal, scope, context, request, caller, traceHeaders: traceHeaders(headers) },
      cancellation: new Cancellation(),
    };
    await this.reports.own(call, { work: () => this.begin(exchange, call) });
  }

  private async begin(exchange: Exchange, call: ListenCall): Promise<void> {
    const { response } = exchange;
    const { principal, scope, request, caller } = call;
    const { lists, topics } = readFilter(request);
    if (topics.some(({ kind }) => kind === 'task')) requireTasks(caller);
    if (this.of(principal.key).length >= MAX_PER_PRINCIPAL) {
      throw new Refusal(429, `${MAX_PER_PRINCIPAL} streams listen for this client already`);
    }
    this.limit.enter(exchange);
    const digests = this.changes.digests(principal, scope);
    const stream = new ListenStream(response, call, { lists, digests });
    this.streams.add(stream);
    this.keepAlive.add(stream);
    response.once('close', () => this.forget(stream));
    stream.acknowledge(await this.honoured(stream, topics));
    if (!isOpen(response)) this.topics.forget(stream);
  }

  /** Those that the client will be told of. */
  private async honoured(stream: ListenStream, topics: readonly Topic[]): Promise<Topic[]> {
    const isHonoured = await Promise.all(
      topics.map((topic) => within(MAX_WAIT_MS, this.topics.subscribe(stream, topic))),
    );
    return topics.filter((_, index) => isHonoured[index]);
  }

  private announce(): void {
    for (const stream of this.streams) {
      const { principal, scope } = stream.call;
      stream.announce(this.changes.digests(principal, scope));
    }
  }

  private endRevoked(revocation: Revocation): void {
    for (const stream of this.streams) if (isRevoked(stream.call.principal, revocation)) stream.end();
  }

  private of(principalKey: string): ListenStream[] {
    return [...this.streams].filter(({ call }) => call.principal.key === principalKey);
  }

  private completeAll(): void {
    for (const stream of this.streams) stream.complete();
  }

  private forget(stream: ListenStream): void {
    this.streams.delete(stream);
    this.keepAlive.remove(stream);
    this.topics.forget(stream);
  }
}

/** @returns true when the time is over first */
function within(timeoutMs: number, answer: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs, true);
    void answer.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
