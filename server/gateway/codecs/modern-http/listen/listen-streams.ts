import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isRevoked, type Revocation } from '../../../../common/principal.js';
import { Events } from '../../../../events/events.js';
import type { Message } from '../../../../wire/message.js';
import type { Exchange } from '../../../exchange.js';
import { KeepAlive } from '../../../keep-alive.js';
import { StreamLimit } from '../../../stream-limit.js';
import { ViewChanges } from '../../../lists/view-changes.js';
import { isOpen } from '../../../sse-response.js';
import { Refusal } from '../../http/refusal.js';
import { readFilter } from './listen-filter.js';
import { ListenStream } from './listen-stream.js';
import { ResourceWatches } from './resource-watches.js';

/** Several clients may share an identity; each needs one, or two while it changes what it asks for. */
const MAX_PER_PRINCIPAL = 256;
/** A server that has not answered by then is taken to tell of its resources. */
const MAX_WAIT_MS = 3000;

/** The streams of `subscriptions/listen`. */
@Injectable()
export class ListenStreams implements OnModuleInit, OnModuleDestroy {
  private readonly streams = new Set<ListenStream>();
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly changes: ViewChanges,
    private readonly resources: ResourceWatches,
    private readonly keepAlive: KeepAlive,
    private readonly events: Events,
    private readonly limit: StreamLimit,
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

  /** @throws InvalidParamsError, Refusal 429, 503 */
  async open(exchange: Exchange, request: Message): Promise<void> {
    const { principal, scope, response } = exchange;
    const { lists, resources } = readFilter(request);
    if (this.of(principal.key).length >= MAX_PER_PRINCIPAL) {
      throw new Refusal(429, `${MAX_PER_PRINCIPAL} streams listen for this client already`);
    }
    this.limit.enter(exchange);
    const digests = this.changes.digests(principal, scope);
    const stream = new ListenStream(exchange, request, { lists, digests });
    this.streams.add(stream);
    this.keepAlive.add(stream);
    response.once('close', () => this.forget(stream));
    stream.acknowledge(await this.honoured(stream, resources));
    if (!isOpen(response)) this.resources.forget(stream);
  }

  /** Those of the resources that the client will be told of. */
  private async honoured(stream: ListenStream, resources: readonly string[]): Promise<string[]> {
    const isHonoured = await Promise.all(
      resources.map((uri) => within(MAX_WAIT_MS, this.resources.subscribe(stream, uri))),
    );
    return resources.filter((_, index) => isHonoured[index]);
  }

  private announce(): void {
    for (const stream of this.streams) stream.announce(this.changes.digests(stream.principal, stream.scope));
  }

  private endRevoked(revocation: Revocation): void {
    for (const stream of this.streams) if (isRevoked(stream.principal, revocation)) stream.end();
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
    this.resources.forget(stream);
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
