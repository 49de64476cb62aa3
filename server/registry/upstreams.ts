import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { UpstreamError } from '../common/errors.js';
import { Events } from '../events/events.js';
import { CredentialBook } from '../upstream-auth/credential-book.js';
import { Holders, SHARED } from '../upstream-auth/holders.js';
import type { UpstreamCredentials } from '../upstream/credentials.js';
import { UpstreamPool } from '../upstream/upstream-pool.js';
import type { HttpTarget, Upstream, UpstreamTarget } from '../upstream/upstream.js';
import { Catalog } from './catalog.service.js';
import type { CatalogServer } from './catalog.js';
import { GuardedUpstream } from './guarded-upstream.js';
import { PersonalUpstreams } from './personal-upstreams.js';
import { ServerHealthBook } from './server-health.js';

type LiveUpstream = GuardedUpstream | PersonalUpstreams;

/** Keeps one live {@link Upstream} for each registered server, for as long as it is reached in the same way. */
@Injectable()
export class Upstreams implements OnModuleInit, OnModuleDestroy {
  private readonly live = new Map<number, LiveUpstream>();
  private stopListening = () => {};

  constructor(
    private readonly catalog: Catalog,
    private readonly pool: UpstreamPool,
    private readonly health: ServerHealthBook,
    private readonly events: Events,
    private readonly credentials: CredentialBook,
    private readonly holders: Holders,
  ) {}

  onModuleInit(): void {
    const stops = [
      this.events.on('catalog.changed', () => this.closeOutdated()),
      this.events.on('credentials.changed', ({ serverId, holder }) => this.reopen(serverId, holder)),
    ];
    this.stopListening = () => stops.forEach((stop) => stop());
  }

  onModuleDestroy(): void {
    this.stopListening();
  }

  /**
   * Opened when it is first asked for; nothing is sent before a request is.
   * @param server of any snapshot: what is registered now counts
   * @throws UpstreamError when the server is no longer registered
   */
  forServer({ id, name }: CatalogServer): Upstream {
    const upstream = this.live.get(id);
    if (upstream) return upstream;
    const server = this.catalog.snapshot.servers.get(name);
    if (server?.id !== id) throw new UpstreamError(name, 'it is no longer registered');
    const opened = this.open(server);
    this.live.set(id, opened);
    return opened;
  }

  /** The live upstream of a server; undefined when it was not asked anything yet, or is gone. */
  find({ id }: CatalogServer): Upstream | undefined {
    return this.live.get(id);
  }

  /** With what a server lets in; @param principalKey whose own, where everyone has their own. */
  credentialsOf({ id, target }: CatalogServer, principalKey?: string): UpstreamCredentials | undefined {
    if (target.transport === 'stdio' || target.auth === 'shared' || principalKey === undefined) {
      return this.credentials.shared(id, target);
    }
    return this.credentials.for(id, this.holderOf(principalKey, target.name), target);
  }

  /** Of all servers that were asked something. */
  all(): Iterable<LiveUpstream> {
    return this.live.values();
  }

  /** From which level on the sessions that were opened for a client are to log. */
  setLogLevel(affinity: string, level: string): void {
    for (const upstream of this.live.values()) upstream.setLogLevel(affinity, level);
  }

  /** Passes a client's notification on to all sessions that were opened for it. */
  tell(affinity: string, notification: Buffer): void {
    for (const upstream of this.live.values()) upstream.tell(affinity, notification);
  }

  /** A downstream session ended: so do the sessions that were opened for it. */
  release(affinity: string): void {
    for (const upstream of this.live.values()) upstream.release(affinity);
  }

  private open({ id, name, target }: CatalogServer): LiveUpstream {
    if (target.transport !== 'stdio' && target.auth === 'per_user') return this.openPersonal(id, target);
    const onListChanged = () => this.events.emit('server.changed', { name });
    const credentials = this.credentials.shared(id, target);
    return this.guarded(name, this.pool.open(target, { onListChanged, credentials }));
  }

  private openPersonal(id: number, target: HttpTarget): PersonalUpstreams {
    return new PersonalUpstreams({
      target,
      holderOf: (principalKey) => this.holderOf(principalKey, target.name),
      open: (holder) => {
        const credentials = this.credentials.for(id, holder, target);
        return this.guarded(target.name, this.pool.open(target, { credentials }));
      },
    });
  }

  private guarded(name: string, upstream: Upstream): GuardedUpstream {
    const onRecovered = () => this.events.emit('server.changed', { name });
    return new GuardedUpstream(upstream, { health: this.health.of(name), onRecovered });
  }

  private holderOf(principalKey: string, server: string): string {
    const holder = this.holders.of(principalKey);
    if (holder !== undefined) return holder;
    const reason =
      'everyone has their own account there, and this client belongs to no user: an admin can say to whom with `mcpjungle update mcp-client --owner`';
    throw new UpstreamError(server, reason, { cause: 'no owner' });
  }

  /** Somebody signed in, or what they had is gone: what was opened with that is over. */
  private reopen(serverId: number, holder: string): void {
    const upstream = this.live.get(serverId);
    if (upstream instanceof PersonalUpstreams) return upstream.forget(holder);
    if (!upstream || holder !== SHARED) return;
    this.live.delete(serverId);
    void upstream.close();
    this.events.emit('server.changed', { name: upstream.target.name });
  }

  private closeOutdated(): void {
    const { servers } = this.catalog.snapshot;
    for (const [id, upstream] of this.live) {
      const { target } = upstream;
      const server = servers.get(target.name);
      if (server?.enabled && server.id === id && isSame(server.target, target)) continue;
      this.live.delete(id);
      this.health.forget(target.name);
      void upstream.close();
    }
    this.health.retain(servers);
  }
}

function isSame(a: UpstreamTarget, b: UpstreamTarget): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
