import { Injectable } from '@nestjs/common';
import type { StatsView } from '../../api/stats.js';
import type { Place } from './audit-events.repository.js';
import { CallCountsRepository } from './call-counts.repository.js';
import { CallTally, NamedTallies } from './call-tally.js';

/** Entries counted by one statement: SQLite holds up everything in this process for as long as that takes. */
const STRETCH = 20_000;
/** A window may hold many millions; nobody waits for all of them. */
const MAX_STRETCHES = 25;

/** Counts the calls of a window, of which the newest half million at most. */
@Injectable()
export class StatsService {
  /** One at a time: however many ask, the database has one of these to do. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly counts: CallCountsRepository) {}

  within(windowMs: number): Promise<StatsView> {
    const work = this.last.then(() => this.count(Date.now(), windowMs));
    this.last = work.catch(() => undefined);
    return work;
  }

  private async count(nowMs: number, windowMs: number): Promise<StatsView> {
    const sinceMs = nowMs - windowMs;
    const total = new CallTally();
    const tallies = { server: new NamedTallies(), tool: new NamedTallies(), actor: new NamedTallies() };
    let after: Place | undefined;
    let complete = false;
    for (let stretch = 0; stretch < MAX_STRETCHES && !complete; stretch++) {
      const last = await this.counts.boundary({ sinceMs, after }, STRETCH);
      for (const count of await this.counts.counts({ sinceMs, after, last })) {
        total.add(count);
        for (const key of ['server', 'tool', 'actor'] as const) {
          const name = count[key];
          if (name !== null) tallies[key].of(name).add(count);
        }
      }
      complete = last === undefined;
      after = last ?? after;
    }
    return {
      since: new Date(complete ? sinceMs : (after?.timeMs ?? sinceMs)).toISOString(),
      until: new Date(nowMs).toISOString(),
      complete,
      total: total.view(),
      servers: tallies.server.views(),
      tools: tallies.tool.views(),
      clients: tallies.actor.views(),
    };
  }
}
