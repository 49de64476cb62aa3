import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DatabaseUnavailableError } from '../common/errors.js';
import { VERSION } from '../common/version.js';
import { AppConfig } from '../config/app-config.js';
import { Gauges } from '../events/gauges.js';
import { type AuditEntry, rowOf, SYSTEM } from './audit-entry.js';
import { AuditEventsRepository, type NewAuditEvent } from './audit-events.repository.js';
import { LostEntries } from './lost-entries.js';

/** Rows written by one statement. */
const BATCH_SIZE = 200;
/** From here on entries that wait are to be small: 25 MB at the most up to here. */
const BEHIND = 5_000;
/** How long an entry may wait for others to be written with it. What is younger is lost when the process is killed. */
const BATCH_MS = 500;
const RETRY_MS = 1_000;
/** While entries go on being lost it is written down so often. */
const TELL_LOST_MS = 60_000;

/**
 * The audit log's way to the database, off the way of the call: entries are queued and written in batches. While
 * the database is away they wait; beyond the queue's capacity they are counted, and the count is written.
 */
@Injectable()
export class AuditLog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AuditLog.name);
  private waiting: NewAuditEvent[] = [];
  private sequence = 0;
  private readonly lost = new LostEntries();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  /** The batch that failed last: the database may have gone away after it committed, and before it could say so. */
  private inDoubt: readonly NewAuditEvent[] | undefined;
  /** How many of those that wait are written one by one, since one of them was refused. */
  private suspects = 0;
  private isStopping = false;

  constructor(
    private readonly events: AuditEventsRepository,
    private readonly config: AppConfig,
    private readonly gauges: Gauges,
  ) {}

  onApplicationBootstrap(): void {
    this.gauges.offer('audit_queue', () => this.waiting.length);
    this.gauges.offer('audit_dropped', () => this.lost.total);
    const details = { version: VERSION, mode: this.config.SERVER_MODE };
    this.add({ timeMs: Date.now(), actor: SYSTEM, action: 'server.start', outcome: 'success', details });
  }

  /** Everything is written before the database is closed, if it can be. */
  async beforeApplicationShutdown(): Promise<void> {
    this.add({ timeMs: Date.now(), actor: SYSTEM, action: 'server.stop', outcome: 'success' });
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.writing;
    await this.drain();
    const lost = this.waiting.length + this.lost.untold;
    if (lost > 0) this.logger.error(`${lost} audit entries are lost: the database is away`);
  }

  /** The database is away, or slower than what is to be written. */
  get isBehind(): boolean {
    return this.waiting.length >= BEHIND;
  }

  /** Notes an entry; returns at once and never throws. */
  add(entry: AuditEntry): void {
    if (this.waiting.length >= this.config.MAX_AUDIT_QUEUE) return this.drop(entry);
    this.waiting.push(this.number(entry));
    if (this.waiting.length >= BATCH_SIZE) this.flush();
    else this.flushIn(BATCH_MS);
  }

  /** Writes entries now, within the transaction in progress. */
  async write(entries: readonly AuditEntry[]): Promise<void> {
    const rows = entries.map((entry) => this.number(entry));
    for (let from = 0; from < rows.length; from += BATCH_SIZE) {
      await this.events.insert(rows.slice(from, from + BATCH_SIZE));
    }
  }

  private number(entry: AuditEntry): NewAuditEvent {
    return rowOf(entry, ++this.sequence);
  }

  private drop({ timeMs }: AuditEntry): void {
    if (this.lost.untold === 0) {
      this.logger.error(`${this.waiting.length} audit entries wait (MAX_AUDIT_QUEUE): more are dropped`);
    }
    this.lost.note(timeMs);
  }

  private flushIn(delayMs: number): void {
    if (this.isStopping) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, delayMs).unref();
  }

  private flush(): void {
    // While the database is away each new entry must not try it again: the timer does.
    if (this.writing || this.isStopping || (this.inDoubt && this.timer)) return;
    this.writing = this.drain().finally(() => {
      this.writing = undefined;
      if (this.waiting.length > 0) this.flushIn(this.inDoubt ? RETRY_MS : BATCH_MS);
    });
  }

  /** Writes batch after batch; what is less than one waits for more. */
  private async drain(): Promise<void> {
    do {
      const batch = this.inDoubt ?? this.waiting.slice(0, this.suspects > 0 ? 1 : BATCH_SIZE);
      if (batch.length === 0 || (await this.attempt(batch)) === 'unavailable') return;
      this.tellLost();
    } while (this.isStopping || this.suspects > 0 || this.waiting.length >= BATCH_SIZE);
  }

  private async attempt(batch: readonly NewAuditEvent[]): Promise<'done' | 'unavailable'> {
    try {
      const isThere = this.inDoubt === batch && (await this.events.has(batch[0]!));
      if (!isThere) await this.events.insert(batch);
      this.done(batch.length);
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) {
        if (!this.inDoubt) this.logger.warn(`audit entries wait to be written: ${error.message}`);
        this.inDoubt = batch;
        return 'unavailable';
      }
      this.refused(batch, error as Error);
    }
    return 'done';
  }

  private done(count: number): void {
    this.inDoubt = undefined;
    this.waiting.splice(0, count);
    this.suspects = Math.max(0, this.suspects - count);
  }

  /** One entry that no database takes must not hold up all others for ever: they are written one by one. */
  private refused(batch: readonly NewAuditEvent[], { message }: Error): void {
    this.inDoubt = undefined;
    this.suspects = batch.length;
    if (batch.length > 1) return;
    this.logger.error(`an audit entry cannot be written: ${message}`);
    this.lost.note(batch[0]!.timeMs);
    this.done(1);
  }

  /** When it is over, but not much later than it began. */
  private tellLost(): void {
    const isOver = this.waiting.length <= this.config.MAX_AUDIT_QUEUE / 2 || this.isStopping;
    if (this.lost.untold === 0 || (!isOver && Date.now() - this.lost.sinceMs < TELL_LOST_MS)) return;
    this.logger.error(`${this.lost.untold} audit entries were dropped`);
    this.add(this.lost.tell());
  }
}
