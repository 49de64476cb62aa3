import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { Database } from '../database/database.js';
import { AuditEvent } from './audit-event.entity.js';
import type { Place } from './audit-events.repository.js';

/** A stretch of the table, from the newer to the older end. */
export interface Stretch {
  readonly sinceMs: number;
  /** What comes behind this place; from the newest on if absent. */
  readonly after?: Place;
  /** Up to and with this place; to the end if absent. */
  readonly last?: Place;
}

/** Calls that are alike. */
export interface CallCount {
  readonly server: string | null;
  readonly tool: string | null;
  readonly actor: string;
  readonly isError: boolean;
  /** Took so long at least, and at most a twentieth longer. */
  readonly durationUs: number;
  readonly count: number;
}

interface RawCount {
  server: string | null;
  tool: string | null;
  actor: string;
  error: number | string;
  duration: number | string;
  count: number | string;
}

const FAILED = ['error', 'denied'];
/** Durations are told apart by a twentieth of the power of ten below them; below a millisecond by 5 µs. */
const DECADES_US = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
const DURATION = `CASE ${DECADES_US.map((end, index) => {
  const stepUs = index === 0 ? 5 : end / 200;
  return `WHEN e.duration_us < ${end} THEN e.duration_us - e.duration_us % ${stepUs}`;
}).join(' ')} ELSE e.duration_us - e.duration_us % 5000000 END`;

/** Counts calls where they are written down. */
@Injectable()
export class CallCountsRepository {
  constructor(private readonly database: Database) {}

  /** @returns the place of the last of `rows` entries; undefined when there are fewer. Read from the index alone */
  async boundary(stretch: Stretch, rows: number): Promise<Place | undefined> {
    const found = await this.database.read((manager) =>
      within(manager.createQueryBuilder(AuditEvent, 'e'), stretch)
        .select(['e.id', 'e.timeMs'])
        .orderBy('e.timeMs', 'DESC')
        .addOrderBy('e.id', 'DESC')
        .offset(rows - 1)
        .limit(1)
        .getOne(),
    );
    return found ?? undefined;
  }

  async counts(stretch: Stretch): Promise<CallCount[]> {
    const rows = await this.database.read((manager) =>
      within(manager.createQueryBuilder(AuditEvent, 'e'), stretch)
        .andWhere('e.durationUs IS NOT NULL')
        .select('e.server', 'server')
        .addSelect('e.tool', 'tool')
        .addSelect('e.actor', 'actor')
        .addSelect('CASE WHEN e.outcome IN (:...failed) THEN 1 ELSE 0 END', 'error')
        .addSelect(DURATION, 'duration')
        .addSelect('COUNT(*)', 'count')
        .setParameter('failed', FAILED)
        .groupBy('1, 2, 3, 4, 5')
        .getRawMany<RawCount>(),
    );
    return rows.map(({ server, tool, actor, error, duration, count }) => ({
      server,
      tool,
      actor,
      isError: Number(error) === 1,
      durationUs: Number(duration),
      count: Number(count),
    }));
  }
}

function within(
  query: SelectQueryBuilder<AuditEvent>,
  { sinceMs, after, last }: Stretch,
): SelectQueryBuilder<AuditEvent> {
  query.where('e.timeMs >= :sinceMs', { sinceMs: Math.max(sinceMs, last?.timeMs ?? 0) });
  if (after) {
    query.andWhere('e.timeMs <= :afterMs', { afterMs: after.timeMs });
    query.andWhere('(e.timeMs < :afterMs OR e.id < :afterId)', { afterId: after.id });
  }
  if (last)
    query.andWhere('(e.timeMs > :lastMs OR e.id >= :lastId)', { lastMs: last.timeMs, lastId: last.id });
  return query;
}
