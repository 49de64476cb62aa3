import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Bus } from '../../../bus/bus.js';
import { isRevoked, type Revocation } from '../../../common/principal.js';
import { Events } from '../../../events/events.js';
import type { Exchange } from '../../exchange.js';
import { KeepAlive } from '../../keep-alive.js';
import { StreamLimit } from '../../stream-limit.js';
import { Refusal } from '../http/refusal.js';
import { SseConnection } from './sse-connection.js';

/** Several clients may share an identity, as all do in development mode. */
const MAX_PER_PRINCIPAL = 256;
/** How long clients are to wait before they look for a server that shut down. */
const RETRY_MS = 5000;

/** The clients that are connected by HTTP+SSE to this process. */
@Injectable()
export class SseConnections implements OnModuleInit, OnModuleDestroy {
  private readonly connections = new Map<string, SseConnection>();
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly keepAlive: KeepAlive,
    private readonly events: Events,
    private readonly limit: StreamLimit,
    private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.stopListening = [
      this.events.on('principal.revoked', (revocation) => this.endRevoked(revocation)),
      this.events.on('server.stopping', () => this.stop()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stopListening) stop();
    this.stop();
  }

  /**
   * @param endpoint the path that takes what the client says
   * @throws Refusal 429, 503
   */
  open(exchange: Exchange, endpoint: string): SseConnection {
    if (this.of(exchange.principal.key).length >= MAX_PER_PRINCIPAL) {
      throw new Refusal(429, `${MAX_PER_PRINCIPAL} streams are open for this client already`);
    }
    this.limit.enter(exchange);
    const connection = new SseConnection(exchange, { endpoint, process: this.bus.process });
    this.connections.set(connection.id, connection);
    this.keepAlive.add(connection);
    connection.onGone(() => {
      this.connections.delete(connection.id);
      this.keepAlive.remove(connection);
    });
    return connection;
  }

  get(id: string): SseConnection | undefined {
    return this.connections.get(id);
  }

  private endRevoked(revocation: Revocation): void {
    for (const connection of this.connections.values()) {
      if (isRevoked(connection.principal, revocation)) connection.end();
    }
  }

  private of(principalKey: string): SseConnection[] {
    return [...this.connections.values()].filter((connection) => connection.principalKey === principalKey);
  }

  private stop(): void {
    for (const connection of this.connections.values()) connection.end(RETRY_MS);
  }
}
