import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseBusyError } from '../common/errors.js';
import { Database } from '../database/database.js';
import { ServerConfigRepository } from '../database/server-config.repository.js';
import { Turns } from '../database/turns.js';

/** Longer than any configuration takes to be written, and all that wait before it. */
const TIMEOUT_MS = 60_000;
const RETRY_MS = 50;

/**
 * The transaction in which a configuration is written. Of all processes one at a time is inside: a row is locked
 * that nobody else writes. What the database gives up for somebody else's sake is done anew, from the beginning.
 */
@Injectable()
export class ApplyTransaction {
  /** So that those of this process do not wait with a connection in their hands. */
  private readonly turns = new Turns({ limit: 1, waitTimeoutMs: TIMEOUT_MS });

  constructor(
    private readonly database: Database,
    private readonly state: ServerConfigRepository,
  ) {}

  /**
   * @param work has changed nothing when it returns undefined
   * @throws DatabaseBusyError when others were in the way all the time
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.run(() => this.untilFree(work));
  }

  private async untilFree<T>(work: () => Promise<T>): Promise<T> {
    const deadlineMs = Date.now() + TIMEOUT_MS;
    for (;;) {
      try {
        return await this.database.transaction(() => this.locked(work));
      } catch (error) {
        if (!(error instanceof DatabaseBusyError) || Date.now() > deadlineMs) throw error;
      }
      // At random, or two that met once meet again.
      await sleep(RETRY_MS * (1 + Math.random()));
    }
  }

  private async locked<T>(work: () => Promise<T>): Promise<T> {
    await this.state.lock();
    return work();
  }
}
