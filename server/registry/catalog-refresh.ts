import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Events } from '../events/events.js';
import { UpstreamPool } from '../upstream/upstream-pool.js';
import { Catalog } from './catalog.service.js';
import type { CatalogServer } from './catalog.js';
import { OfferStore } from './offer-store.js';
import { Upstreams } from './upstreams.js';

/** Changes come in bursts: a server that adds ten tools says so ten times. */
const DEBOUNCE_MS = 250;
const POLL_MS = 600_000;
/** Of the poll's interval, so that not all servers are asked at once. */
const JITTER = 0.2;

/** Reads again what servers offer: when they say that it changed, when that may have been missed, and now and then. */
@Injectable()
export class CatalogRefresh implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(CatalogRefresh.name);
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<string>();
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly catalog: Catalog,
    private readonly upstreams: Upstreams,
    private readonly pool: UpstreamPool,
    private readonly store: OfferStore,
    private readonly events: Events,
  ) {}

  onApplicationBootstrap(): void {
    this.stopListening = [
      this.events.on('server.changed', ({ name }) => this.schedule(name, DEBOUNCE_MS)),
      this.events.on('catalog.changed', () => this.follow()),
    ];
    this.follow();
  }

  onModuleDestroy(): void {
    for (const stop of this.stopListening) stop();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  /** Listens to every server that can say that its lists changed. */
  private follow(): void {
    const { servers } = this.catalog.snapshot;
    for (const [name, timer] of this.timers) {
      if (servers.has(name)) continue;
      clearTimeout(timer);
      this.timers.delete(name);
    }
    for (const server of servers.values()) {
      if (!server.enabled) continue;
      if (!this.timers.has(server.name)) this.poll(server.name);
      if (announcesChanges(server)) this.upstreams.forServer(server).watches.followLists();
    }
  }

  private poll(name: string): void {
    this.schedule(name, POLL_MS * (1 + JITTER * (2 * Math.random() - 1)));
  }

  private schedule(name: string, delayMs: number): void {
    clearTimeout(this.timers.get(name));
    this.timers.set(name, setTimeout(() => void this.refresh(name), delayMs).unref());
  }

  private async refresh(name: string): Promise<void> {
    const server = this.catalog.snapshot.servers.get(name);
    if (!server?.enabled) return void this.timers.delete(name);
    if (this.running.has(name)) return this.schedule(name, DEBOUNCE_MS);
    this.running.add(name);
    this.poll(name);
    try {
      const discovery = await this.pool.discover(server.target);
      if (await this.store.refresh(server, discovery)) await this.catalog.reload();
    } catch (error) {
      this.logger.debug(`what "${name}" offers was not read again: ${(error as Error).message}`);
    } finally {
      this.running.delete(name);
    }
  }
}

function announcesChanges({ capabilities }: CatalogServer): boolean {
  const declared = JSON.parse(capabilities) as Record<string, { listChanged?: unknown } | undefined>;
  return ['tools', 'prompts', 'resources'].some((list) => declared[list]?.listChanged === true);
}
