import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AsyncContext } from '../common/async-context.js';
import { Events } from '../events/events.js';
import { CatalogRevision } from './catalog-revision.entity.js';
import type { ChangeNote, Keeper } from './change-note.js';
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
  /** Whether every replica must see its outcome. */
  changes: boolean;
  /** What to do once it is committed. */
  readonly afterwards: (() => void)[];
  /** What it changes, in words. */
  readonly notes: ChangeNote[];
}

/**
 * The only way to the tables. Repositories ask it for a manager; services open a transaction and every
 * repository called inside joins it.
 *
 * Everything may throw DatabaseUnavailableError; what violates a unique or foreign key throws ConflictError.
 */
@Injectable()
export class Database {
  private readonly current = new AsyncContext<RunningTransaction>();
  private readonly isSqlite: boolean;
  private readonly turns: Turns;
  private keeper: Keeper | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly events: Events,
  ) {
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
      this.current.current!.changes = true;
      return result;
    });
  }

  /** Runs when the transaction in progress is committed, or at once outside of one; never when it is undone. */
  afterCommit(work: () => void): void {
    const running = this.current.current;
    if (running?.open) running.afterwards.push(work);
    else work();
  }

  /** Says what the transaction in progress does: it is written down in the same transaction, or undone with it. */
  note(note: ChangeNote): void {
    const running = this.current.current;
    if (!running?.open) throw new Error('only a transaction has something to note');
    running.notes.push(note);
  }

  /** Has one keep account of what is noted. */
  keepBy(keeper: Keeper): void {
    this.keeper = keeper;
  }

  /** What `change` raised. Read before the tables themselves it is never newer than what they then show. */
  async revision(): Promise<number> {
    const row = await this.read((manager) => manager.findOneByOrFail(CatalogRevision, { id: 1 }));
    return row.revision;
  }

  private joined(): EntityManager | undefined {
    const running = this.current.current;
    return running?.open ? running.manager : undefined;
  }

  private async begin<T>(work: Work<T>): Promise<T> {
    const afterwards: (() => void)[] = [];
    const result = await this.source.transaction(async (manager) => {
      const running: RunningTransaction = { manager, open: true, changes: false, afterwards, notes: [] };
      try {
        const done = await this.current.run(running, () => this.workAndNote(work, running));
        // Last, so that its row is locked briefly; from here to the commit changes wait for each other, and the
        // numbers rise in the order of the commits.
        if (running.changes) await this.raise(manager, afterwards);
        return done;
      } finally {
        running.open = false;
      }
    });
    for (const work of afterwards) work();
    return result;
  }

  private async workAndNote<T>(work: Work<T>, { manager, notes }: RunningTransaction): Promise<T> {
    const done = await work(manager);
    if (notes.length > 0) await this.keeper?.(notes);
    return done;
  }

  private async raise(manager: EntityManager, afterwards: (() => void)[]): Promise<void> {
    await manager.increment(CatalogRevision, { id: 1 }, 'revision', 1);
    afterwards.push(() => this.events.emit('revision.raised'));
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
