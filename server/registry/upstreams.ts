import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { UpstreamError, UpstreamTimeoutError } from '../common/errors.js';
import { Events } from '../events/events.js';
import { UpstreamPool } from '../upstream/upstream-pool.js';
import type { Upstream, UpstreamRequest, UpstreamTarget, Watches } from '../upstream/upstream.js';
import type { Message } from '../wire/message.js';
import { Catalog } from './catalog.service.js';
import type { CatalogServer } from './catalog.js';
import { ServerHealthBook } from './server-health.js';

/** Keeps one live {@link Upstream} for each registered server, for as long as it is reached in the same way. */
@Injectable()
export class Upstreams implements OnModuleInit, OnModuleDestroy {
  private readonly live = new Map<number, Upstream>();
  private stopListening = () => {};

  constructor(
    private readonly catalog: Catalog,
    private readonly pool: UpstreamPool,
    private readonly health: ServerHealthBook,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.events.on('catalog.changed', () => this.closeOutdated());
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
    const opened = new WatchedUpstream(this.open(server), this.health);
    this.live.set(id, opened);
    return opened;
  }

  /** The live upstream of a server; undefined when it was not asked anything yet, or is gone. */
  find({ id }: CatalogServer): Upstream | undefined {
    return this.live.get(id);
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

  private open({ name, target }: CatalogServer): Upstream {
    return this.pool.open(target, { onListChanged: () => this.events.emit('server.changed', { name }) });
  }

  private closeOutdated(): void {
    const { servers } = this.catalog.snapshot;
    for (const [id, upstream] of this.live) {
      const { target } = upstream;
      const server = servers.get(target.name);
      if (server?.id === id && isSame(server.target, target)) continue;
      this.live.delete(id);
      this.health.forget(target.name);
      void upstream.close();
    }
    this.health.retain(servers);
  }
}

/** Tells the health book how each request ended. */
class WatchedUpstream implements Upstream {
  private isClosed = false;

  constructor(
    private readonly upstream: Upstream,
    private readonly health: ServerHealthBook,
  ) {}

  get watches(): Watches {
    return this.upstream.watches;
  }

  get target(): UpstreamTarget {
    return this.upstream.target;
  }

  request(request: UpstreamRequest): Promise<Message> {
    const answer = this.upstream.request(request);
    answer.then(
      () => this.note(true),
      (error: unknown) => {
        if (error instanceof UpstreamError || error instanceof UpstreamTimeoutError) this.note(false);
      },
    );
    return answer;
  }

  setLogLevel(affinity: string, level: string): void {
    this.upstream.setLogLevel(affinity, level);
  }

  tell(affinity: string, notification: Buffer): void {
    this.upstream.tell(affinity, notification);
  }

  release(affinity: string): void {
    this.upstream.release(affinity);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return this.upstream.close();
  }

  /** What ends after the server was replaced says nothing of the new one. */
  private note(answered: boolean): void {
    if (!this.isClosed) this.health.note(this.target.name, answered);
  }
}

function isSame(a: UpstreamTarget, b: UpstreamTarget): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
