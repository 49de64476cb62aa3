import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Events } from '../../../../events/events.js';
import type { Message } from '../../../../wire/message.js';
import type { Exchange } from '../../../exchange.js';
import { KeepAlive } from '../../../keep-alive.js';
import { ViewChanges } from '../../../lists/view-changes.js';
import { Refusal } from '../../http/refusal.js';
import { listsAsked } from './listen-filter.js';
import { ListenStream } from './listen-stream.js';

/** Several clients may share an identity; each needs one, or two while it changes what it asks for. */
const MAX_PER_PRINCIPAL = 256;

/** The streams of `subscriptions/listen`. */
@Injectable()
export class ListenStreams implements OnModuleInit, OnModuleDestroy {
  private readonly streams = new Set<ListenStream>();
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly changes: ViewChanges,
    private readonly keepAlive: KeepAlive,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.stopListening = [
      this.changes.listen(() => this.announce()),
      // Without a result: the client comes back, and learns why it may not.
      this.events.on('principal.revoked', ({ key }) => this.of(key).forEach((stream) => stream.end())),
      this.events.on('server.stopping', () => this.completeAll()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stopListening) stop();
    this.completeAll();
  }

  /** @throws InvalidParamsError, Refusal 429 */
  open(exchange: Exchange, request: Message): void {
    const { principal, scope, response } = exchange;
    const lists = listsAsked(request);
    if (this.of(principal.key).length >= MAX_PER_PRINCIPAL) {
      throw new Refusal(429, `${MAX_PER_PRINCIPAL} streams listen for this client already`);
    }
    const digests = this.changes.digests(principal, scope);
    const stream = new ListenStream(exchange, request, { lists, digests });
    this.streams.add(stream);
    this.keepAlive.add(stream);
    response.once('close', () => this.forget(stream));
  }

  private announce(): void {
    for (const stream of this.streams) stream.announce(this.changes.digests(stream.principal, stream.scope));
  }

  private of(principalKey: string): ListenStream[] {
    return [...this.streams].filter(({ principal }) => principal.key === principalKey);
  }

  private completeAll(): void {
    for (const stream of this.streams) stream.complete();
  }

  private forget(stream: ListenStream): void {
    this.streams.delete(stream);
    this.keepAlive.remove(stream);
  }
}
