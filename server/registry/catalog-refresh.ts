import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { NotFoundError, UpstreamError, UpstreamTimeoutError } from '../common/errors.js';
import { near } from '../../definitions/near.js';
import { Events } from '../events/events.js';
import { outsideRequests } from '../logging/request-context.js';
import type { Discovery } from '../upstream/upstream.js';
import type { UpstreamCredentials } from '../upstream/credentials.js';
import { SignInRequiredError } from '../upstream/sign-in-required.js';
import { UpstreamPool } from '../upstream/upstream-pool.js';
import { Catalog } from './catalog.service.js';
import type { CatalogServer } from './catalog.js';
import { isUnchanged, type OfferChanges } from './offer-changes.js';
import { OfferStore } from './offer-store.js';
import { ServerHealthBook } from './server-health.js';
import { Upstreams } from './upstreams.js';

/** Changes come in bursts: a server that adds ten tools says so ten times. */
const DEBOUNCE_MS = 100;
const POLL_MS = 600_000;
/** Of the poll's interval, so that not all servers are asked at once. */
const JITTER = 0.2;

/** When a server is read again. */
interface Appointment {
  readonly timer: NodeJS.Timeout;
  readonly atMs: number;
}

/** Reads again what servers offer: when they say that it changed, when that may have been missed, and now and then. */
@Injectable()
export class CatalogRefresh implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(CatalogRefresh.name);
  private readonly appointments = new Map<string, Appointment>();
  private readonly running = new Set<string>();
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly catalog: Catalog,
    private readonly upstreams: Upstreams,
    private readonly pool: UpstreamPool,
    private readonly store: OfferStore,
    private readonly events: Events,
    private readonly health: ServerHealthBook,
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
    for (const { timer } of this.appointments.values()) clearTimeout(timer);
    this.appointments.clear();
  }

  /** Listens to every server that can say that its lists changed. */
  private follow(): void {
    const { servers } = this.catalog.snapshot;
    for (const [name, { timer }] of this.appointments) {
      if (servers.has(name)) continue;
      clearTimeout(timer);
      this.appointments.delete(name);
    }
    for (const server of servers.values()) {
      if (!server.enabled) continue;
      if (!this.appointments.has(server.name)) this.poll(server.name);
      if (announcesChanges(server)) this.upstreams.forServer(server).watches.followLists();
    }
  }

  private poll(name: string): void {
    this.schedule(name, POLL_MS * (1 + JITTER * (2 * Math.random() - 1)));
  }

  /** An earlier appointment stays: a server that never stops to say that it changed is read all the same. */
  private schedule(name: string, delayMs: number): void {
    const known = this.appointments.get(name);
    const atMs = performance.now() + delayMs;
    if (known && known.atMs <= atMs) return;
    clearTimeout(known?.timer);
    const timer = setTimeout(() => void outsideRequests(() => this.refresh(name)), delayMs).unref();
    this.appointments.set(name, { timer, atMs });
  }

  /**
   * Reads now what a server offers, also when it is disabled.
   * @param principalKey of who asks, whose own account is used where everyone has one
   * @returns what differs
   * @throws NotFoundError
   * @throws UpstreamError, UpstreamTimeoutError: nothing was changed
   */
  refreshNow(name: string, principalKey: string): Promise<OfferChanges> {
    const server = this.catalog.snapshot.servers.get(name);
    if (!server)
      throw new NotFoundError('MCP server', name, near(this.catalog.snapshot.servers.keys(), name));
    return this.read(server, this.upstreams.credentialsOf(server, principalKey));
  }

  private async read(server: CatalogServer, credentials?: UpstreamCredentials): Promise<OfferChanges> {
    const discovery = await this.discover(server, credentials);
    const changes = await this.store.refresh(server, discovery);
    await this.catalog.reload();
    if (!isUnchanged(changes)) this.tell(server, changes);
    return changes;
  }

  /** Also tells how a server is that nobody calls. */
  private async discover(
    { name, target }: CatalogServer,
    credentials: UpstreamCredentials | undefined,
  ): Promise<Discovery> {
    const health = this.health.of(name);
    try {
      const discovery = await this.pool.discover(target, credentials);
      health.answered();
      return discovery;
    } catch (error) {
      if (error instanceof SignInRequiredError) throw error;
      if (error instanceof UpstreamError || error instanceof UpstreamTimeoutError)
        health.failed(error.message);
      throw error;
    }
  }

  private tell({ name }: CatalogServer, changes: OfferChanges): void {
    this.events.emit('offer.changed', { server: name, changes });
    const words = Object.entries(changes).flatMap(([kind, { added, changed, removed }]) =>
      Object.entries({ added, changed, removed }).flatMap(([what, names]) =>
        names.length > 0 ? `${names.length} ${kind.replace('_', ' ')} ${what}` : [],
      ),
    );
    this.logger.log(`MCP server "${name}" offers something else: ${words.join(', ')}`);
  }

  private async refresh(name: string): Promise<void> {
    this.appointments.delete(name);
    const server = this.catalog.snapshot.servers.get(name);
    // Where everyone has their own account there is none for the gateway itself.
    if (!server?.enabled || isPersonal(server)) return;
    if (this.running.has(name)) return this.schedule(name, DEBOUNCE_MS);
    this.running.add(name);
    this.poll(name);
    try {
      await this.read(server, this.upstreams.credentialsOf(server));
    } catch (error) {
      this.logger.debug(`what "${name}" offers was not read again: ${(error as Error).message}`);
    } finally {
      this.running.delete(name);
    }
  }
}

function isPersonal({ target }: CatalogServer): boolean {
  return target.transport !== 'stdio' && target.auth === 'per_user';
}

function announcesChanges({ capabilities }: CatalogServer): boolean {
  const declared = JSON.parse(capabilities) as Record<string, { listChanged?: unknown } | undefined>;
  return ['tools', 'prompts', 'resources'].some((list) => declared[list]?.listChanged === true);
}
