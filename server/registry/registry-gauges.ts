import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Events } from '../events/events.js';
import { Gauges, type ReadingOf } from '../events/gauges.js';
import type { BreakerState } from '../upstream/circuit-breaker.js';
import { UpstreamPool } from '../upstream/upstream-pool.js';
import { type CatalogServer, itemsOf } from './catalog.js';
import { Catalog } from './catalog.service.js';
import { ServerHealthBook } from './server-health.js';
import { Upstreams } from './upstreams.js';

const BREAKER: Record<BreakerState, number> = { closed: 0, half_open: 1, open: 2 };
const KINDS = ['tool', 'prompt', 'resource', 'resource_template'] as const;

/** Lets be read what is registered, and how servers are reached. */
@Injectable()
export class RegistryGauges implements OnModuleInit, OnModuleDestroy {
  private loadedAtMs = Date.now();
  private stopListening = () => {};

  constructor(
    private readonly gauges: Gauges,
    private readonly events: Events,
    private readonly catalog: Catalog,
    private readonly health: ServerHealthBook,
    private readonly upstreams: Upstreams,
    private readonly pool: UpstreamPool,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.events.on('catalog.changed', () => (this.loadedAtMs = Date.now()));
    this.offerCatalog();
    this.offerUpstreams();
  }

  onModuleDestroy(): void {
    this.stopListening();
  }

  private offerCatalog(): void {
    this.gauges.offer('catalog_items', () => {
      const servers = [...this.catalog.snapshot.servers.values()];
      const items = KINDS.map((kind) => ({ labels: { kind }, value: countOf(servers, kind) }));
      return [{ labels: { kind: 'server' }, value: servers.length }, ...items];
    });
    this.gauges.offer('catalog_loaded_at', () => this.loadedAtMs / 1000);
    this.gauges.offer('server_discovered_at', () =>
      this.eachServer(({ lastDiscoveredAt }) => lastDiscoveredAt && lastDiscoveredAt.getTime() / 1000),
    );
  }

  private offerUpstreams(): void {
    this.gauges.offer('upstream_sessions', () =>
      [...this.upstreams.all()].map(({ target: { name: server, transport }, openSessions: value }) => ({
        labels: { server, transport },
        value,
      })),
    );
    this.gauges.offer('upstream_processes', () =>
      [...this.pool.processCounts()].map(([server, value]) => ({ labels: { server }, value })),
    );
    this.gauges.offer('upstream_healthy', () =>
      this.eachServer(({ name }) => {
        const { state } = this.health.of(name);
        return state === 'unknown' ? null : Number(state === 'healthy');
      }),
    );
    this.gauges.offer('upstream_breaker', () =>
      [...this.upstreams.all()].map(({ target: { name: server }, breakerState }) => ({
        labels: { server },
        value: BREAKER[breakerState],
      })),
    );
  }

  /** @param valueOf null where there is nothing to say of a server */
  private eachServer(valueOf: (server: CatalogServer) => number | null): ReadingOf<'server'>[] {
    return [...this.catalog.snapshot.servers.values()].flatMap((server) => {
      const value = valueOf(server);
      return value === null ? [] : [{ labels: { server: server.name }, value }];
    });
  }
}

function countOf(servers: readonly CatalogServer[], kind: (typeof KINDS)[number]): number {
  return servers.reduce((sum, server) => sum + itemsOf(server, kind).length, 0);
}
