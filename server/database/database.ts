import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CatalogRevision } from './catalog-revision.entity.js';
import { POOL_SIZE } from './data-source.js';
import { translateDatabaseError } from './database-errors.js';
import { dialectOf } from './dialect.js';
import { endFailedTransaction, whileBusy } from './sqlite.js';
import { Turns } from './turns.js';

const TURN_TIMEOUT_MS = 5_000;

type Work<T> = (manager: EntityManager) => Promise<T>;

interface RunningTransaction {
  readonly manager: EntityManager;
  /** False once it is over: what was started inside and not awaited must not join it any more. */
  open: boolean;
}

/**
 * The only way to the tables. Repositories ask it for a manager; services open a transaction and every
 * repository called inside joins it.
 *
 * Everything may throw DatabaseUnavailableError; what violates a unique or foreign key throws ConflictError.
 */
@Injectable()
export class Database {
  private readonly current = new AsyncLocalStorage<RunningTransaction>();
  private readonly isSqlite: boolean;
  private readonly turns: Turns;

  constructor(private readonly source: DataSource) {
    this.isSqlite = dialectOf(source) === 'better-sqlite3';
    // SQLite has one connection, on which a read would become part of whatever transaction is open.
    this.turns = new Turns({ limit: this.isSqlite ? 1 : POOL_SIZE, waitTimeoutMs: TURN_TIMEOUT_MS });
  }

  /** Reads inside the transaction in progress, or on its own. */
  read<T>(work: Work<T>): Promise<T> {
    const joined = this.joined();
    return joined ? work(joined) : this.guarded(() => work(this.source.manager));
  }

  /** All or nothing; a call inside another transaction joins it. */
  transaction<T>(work: Work<T>): Promise<T> {
    const joined = this.joined();
    if (joined) return work(joined);
    return this.guarded(() => (this.isSqlite ? this.beginOnFile(work) : this.begin(work)));
  }

  /** A transaction whose outcome every replica must see: it raises `catalog_revision` too. */
  change<T>(work: Work<T>): Promise<T> {
    return this.transaction(async (manager) => {
      const result = await work(manager);
      // Last, so that its row is locked briefly; from here to the commit changes wait for each other, and the
      // numbers rise in the order of the commits.
      await manager.increment(CatalogRevision, { id: 1 }, 'revision', 1);
      return result;
    });
  }

  /** What `change` raised. Read before the tables themselves it is never newer than what they then show. */
  async revision(): Promise<number> {
    const row = await this.read((manager) => manager.findOneByOrFail(CatalogRevision, { id: 1 }));
    return row.revision;
  }

  private joined(): EntityManager | undefined {
    const running = this.current.getStore();
    return running?.open ? running.manager : undefined;
  }

  private begin<T>(work: Work<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      const running = { manager, open: true };
      try {
        return await this.current.run(running, () => work(manager));
      } finally {
        running.open = false;
      }
    });
  }

  /** Once the work has begun it is never done a second time. */
  private beginOnFile<T>(work: Work<T>): Promise<T> {
    let begun = false;
    const attempt = () =>
      this.begin((manager) => {
        begun = true;
        return work(manager);
      }).finally(() => endFailedTransaction(this.source));
    return whileBusy(attempt, { mayRetry: () => !begun });
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.turns.run(work);
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}
