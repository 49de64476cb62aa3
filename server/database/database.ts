import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CatalogRevision } from './catalog-revision.entity.js';
import { translateDatabaseError } from './database-errors.js';
import { Mutex } from './mutex.js';

/**
 * The only way to the tables. Repositories ask it for a manager; services open a transaction and every
 * repository called inside joins it.
 */
@Injectable()
export class Database {
  private readonly current = new AsyncLocalStorage<EntityManager>();
  /** SQLite has one connection, so what runs on it takes turns; elsewhere the pool keeps them apart. */
  private readonly turn: Mutex | undefined;

  constructor(private readonly source: DataSource) {
    this.turn = source.options.type === 'better-sqlite3' ? new Mutex() : undefined;
  }

  /** Reads inside the transaction in progress, or on its own. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const joined = this.current.getStore();
    return joined ? work(joined) : this.guarded(() => work(this.source.manager));
  }

  /** All or nothing; a call inside another transaction joins it. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const joined = this.current.getStore();
    if (joined) return work(joined);
    return this.guarded(() =>
      this.source.transaction((manager) => this.current.run(manager, () => work(manager))),
    );
  }

  /** A transaction whose outcome every replica must see: it raises `catalog_revision` too. */
  change<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.transaction(async (manager) => {
      const result = await work(manager);
      await manager.increment(CatalogRevision, { id: 1 }, 'revision', 1);
      return result;
    });
  }

  async revision(): Promise<number> {
    const row = await this.read((manager) => manager.findOneByOrFail(CatalogRevision, { id: 1 }));
    return row.revision;
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await (this.turn ? this.turn.run(work) : work());
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}
