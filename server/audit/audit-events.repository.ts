import { Injectable } from '@nestjs/common';
import { Brackets, type EntityManager, In, LessThan } from 'typeorm';
import { RecentMap } from '../common/recent-map.js';
import { Database } from '../database/database.js';
import { dialectOf } from '../database/dialect.js';
import { AuditEvent } from './audit-event.entity.js';

/** A row before the database has numbered it. */
export type NewAuditEvent = Omit<AuditEvent, 'id'>;

/** Where in the order of the table, newest first, something stands. */
export interface Place {
  readonly timeMs: number;
  readonly id: number;
}

/** What to look for; absent is any. */
export interface AuditFilter {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly actor?: string;
  readonly server?: string;
  readonly tool?: string;
  readonly outcome?: string;
}

const EXACT = ['actor', 'server', 'tool', 'outcome'] as const;

@Injectable()
export class AuditEventsRepository {
  constructor(private readonly database: Database) {}

  /** In one statement, written by hand: TypeORM takes longer to build one than the database to carry it out. */
  async insert(events: readonly NewAuditEvent[]): Promise<void> {
    const values: unknown[] = [];
    for (const event of events) values.push(...valuesOf(event));
    await this.database.transaction((manager) => manager.query(insertion(manager, events.length), values));
  }

  /** Whether a process's entry of this number was written; the moment makes it quick to find. */
  has({ replica, sequence, timeMs }: Pick<AuditEvent, 'replica' | 'sequence' | 'timeMs'>): Promise<boolean> {
    return this.database.read((manager) => manager.existsBy(AuditEvent, { timeMs, replica, sequence }));
  }

  /** The newest first. @param after what comes behind this place */
  find(filter: AuditFilter, { after, limit }: { after?: Place; limit: number }): Promise<AuditEvent[]> {
    const { sinceMs, untilMs } = filter;
    return this.database.read((manager) => {
      const query = manager.createQueryBuilder(AuditEvent, 'e');
      if (sinceMs !== undefined) query.andWhere('e.timeMs >= :sinceMs', { sinceMs });
      if (untilMs !== undefined) query.andWhere('e.timeMs < :untilMs', { untilMs });
      for (const key of EXACT) {
        if (filter[key] !== undefined) query.andWhere(`e.${key} = :${key}`, { [key]: filter[key] });
      }
      if (after) {
        // The first half alone bounds what is read from the index.
        query.andWhere('e.timeMs <= :timeMs', after);
        query.andWhere(new Brackets((or) => or.where('e.timeMs < :timeMs').orWhere('e.id < :id', after)));
      }
      return query.orderBy('e.timeMs', 'DESC').addOrderBy('e.id', 'DESC').limit(limit).getMany();
    });
  }

  /** Deletes the oldest of those before a moment. @returns how many */
  async prune(beforeMs: number, limit: number): Promise<number> {
    const old = await this.database.read((manager) =>
      manager.find(AuditEvent, {
        select: { id: true },
        where: { timeMs: LessThan(beforeMs) },
        order: { timeMs: 'ASC', id: 'ASC' },
        take: limit,
      }),
    );
    const ids = old.map(({ id }) => id);
    if (ids.length > 0) {
      await this.database.transaction((manager) => manager.delete(AuditEvent, { id: In(ids) }));
    }
    return ids.length;
  }
}

/** In the order of `valuesOf`. */
const COLUMNS = [
  'time_ms',
  'actor_kind',
  'actor',
  'action',
  'target',
  'server',
  'tool',
  'outcome',
  'duration_us',
  'error_code',
  'details',
  'request_id',
  'trace_id',
  'replica',
  'sequence',
];

/** Written out: reading properties by their names would take 2 µs of every call's entry. */
function valuesOf(event: NewAuditEvent): unknown[] {
  return [
    event.timeMs,
    event.actorKind,
    event.actor,
    event.action,
    event.target,
    event.server,
    event.tool,
    event.outcome,
    event.durationUs,
    event.errorCode,
    event.details,
    event.requestId,
    event.traceId,
    event.replica,
    event.sequence,
  ];
}

/** Most batches are of one size, and as text the statement is larger than what it holds. */
const insertions = new RecentMap<string, string>(8);

function insertion({ connection }: EntityManager, rows: number): string {
  const dialect = dialectOf(connection);
  const key = `${dialect} ${rows}`;
  let statement = insertions.get(key);
  if (statement === undefined) insertions.set(key, (statement = insertionOf(dialect, rows)));
  return statement;
}

function insertionOf(dialect: ReturnType<typeof dialectOf>, rows: number): string {
  const isNumbered = dialect === 'postgres';
  const row = (index: number) =>
    `(${COLUMNS.map((_, column) => (isNumbered ? `$${index * COLUMNS.length + column + 1}` : '?')).join(',')})`;
  const all = Array.from({ length: rows }, (_, index) => row(index));
  return `INSERT INTO audit_events (${COLUMNS.join(',')}) VALUES ${all.join(',')}`;
}
