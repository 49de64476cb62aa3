import { createHash } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { KnownServers } from '../common/known-servers.js';
import { Refresher } from '../common/refresher.js';
import { Events } from '../events/events.js';
import { CatalogRepository } from './catalog.repository.js';
import type { CatalogSnapshot } from './catalog.js';
import { SnapshotBuilder } from './snapshot-builder.js';

const EMPTY: CatalogSnapshot = { version: 0, servers: new Map(), tools: new Map(), prompts: new Map() };

/**
 * Everything that is registered, in memory: lists and calls never wait for the database, and the last
 * snapshot stays when the database is away. No upstream is asked for it.
 */
@Injectable()
export class Catalog extends KnownServers implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Catalog.name);
  private readonly refresher = new Refresher({
    refresh: () => this.reload(),
    onFailure: (error) => this.logger.warn(`the catalogue stays as it was: ${(error as Error).message}`),
    retryMs: 1000,
  });
  private current = EMPTY;
  private digest = '';
  private running: Promise<unknown> = Promise.resolve();
  private waiting: Promise<void> | undefined;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly rows: CatalogRepository,
    private readonly builder: SnapshotBuilder,
    private readonly events: Events,
  ) {
    super();
  }

  get snapshot(): CatalogSnapshot {
    return this.current;
  }

  override has(name: string): boolean {
    return this.current.servers.has(name);
  }

  async onModuleInit(): Promise<void> {
    this.stopListening = this.events.on('revision.changed', () => this.refresher.request());
    await this.reload();
  }

  onModuleDestroy(): void {
    this.stopListening?.();
    this.refresher.stop();
  }

  /**
   * Takes over what the database holds now; whoever calls while one is waiting to begin shares it.
   * @throws DatabaseUnavailableError: the snapshot stays what it was
   */
  reload(): Promise<void> {
    if (this.waiting) return this.waiting;
    const turn = this.running.then(() => {
      this.waiting = undefined;
      return this.load();
    });
    this.waiting = turn;
    this.running = turn.catch(() => undefined);
    return turn;
  }

  /** What it will be once the transaction in progress is committed. */
  async preview(): Promise<CatalogSnapshot> {
    return this.builder.build(await this.rows.load(), this.current.version);
  }

  /** The revision rises for changes of identities too: where nothing differs, the snapshot stays. */
  private async load(): Promise<void> {
    const rows = await this.rows.load();
    const digest = createHash('sha256').update(JSON.stringify(rows)).digest('base64');
    if (digest === this.digest) return;
    this.current = this.builder.build(rows, this.current.version + 1);
    this.digest = digest;
    this.events.emit('catalog.changed', { version: this.current.version });
  }
}
