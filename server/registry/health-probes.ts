import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { Catalog } from './catalog.service.js';
import type { CatalogServer } from './catalog.js';
import { ServerHealthBook } from './server-health.js';
import { Upstreams } from './upstreams.js';

/** Of the interval, so that not all servers, nor all processes, ask at once. */
const JITTER = 0.2;
const LOOKS_PER_INTERVAL = 10;
const MAX_AT_ONCE = 8;

/** Asks servers that nobody calls whether they answer, so that their health is known before somebody does. */
@Injectable()
export class HealthProbes implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  /** When each server was last asked, or put off. */
  private readonly asked = new Map<string, number>();
  private readonly asking = new Set<string>();

  constructor(
    private readonly config: AppConfig,
    private readonly catalog: Catalog,
    private readonly health: ServerHealthBook,
    private readonly upstreams: Upstreams,
  ) {}

  onApplicationBootstrap(): void {
    const intervalMs = this.config.HEALTH_PROBE_SEC * 1000;
    if (intervalMs === 0) return;
    this.timer = setInterval(() => this.look(intervalMs), intervalMs / LOOKS_PER_INTERVAL).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private look(intervalMs: number): void {
    const { servers } = this.catalog.snapshot;
    for (const name of this.asked.keys()) if (!servers.has(name)) this.asked.delete(name);
    for (const server of servers.values()) {
      if (this.asking.size >= MAX_AT_ONCE) return;
      if (server.enabled && this.isDue(server, intervalMs)) void this.ask(server);
    }
  }

  private isDue({ name }: CatalogServer, intervalMs: number): boolean {
    if (this.asking.has(name)) return false;
    const lastMs = Math.max(this.health.of(name).heardAtMs, this.asked.get(name) ?? 0);
    return Date.now() - lastMs > intervalMs * (1 + JITTER * (2 * Math.random() - 1));
  }

  private async ask(server: CatalogServer): Promise<void> {
    const { name } = server;
    this.asked.set(name, Date.now());
    this.asking.add(name);
    try {
      await this.upstreams.forServer(server).probe();
    } catch {
      // It is noted in its health.
    } finally {
      this.asking.delete(name);
    }
  }
}
