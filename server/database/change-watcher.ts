import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Events } from '../events/events.js';
import { Database } from './database.js';

interface WatchOptions {
  database: Database;
  events: Events;
  intervalMs: number;
}

/**
 * Notices that `catalog_revision` rose, whoever raised it, and says so: `revision.changed`. After an outage it
 * says so in any case, since what was read meanwhile may have failed.
 */
@Injectable()
export class ChangeWatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ChangeWatcher.name);
  private reachable = true;
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> | undefined;
  /** Whether to look once more behind the look in progress, which may have come too early. */
  private isHinted = false;
  private stopListening = () => {};

  private constructor(
    private readonly options: WatchOptions,
    private seen: number,
  ) {}

  /** The revision is taken before any module reads its tables, so that no change falls in between. */
  static async create(options: WatchOptions): Promise<ChangeWatcher> {
    return new ChangeWatcher(options, await options.database.revision());
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.tick(), this.options.intervalMs);
    this.stopListening = this.options.events.on('revision.hinted', () => this.lookNow());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopListening();
    clearInterval(this.timer);
    this.isHinted = false;
    await this.polling;
  }

  private lookNow(): void {
    this.isHinted = this.polling !== undefined;
    this.tick();
  }

  /** A poll that takes longer than the interval makes the next one wait for the tick after it. */
  private tick(): void {
    this.polling ??= this.poll().finally(() => this.polled());
  }

  private polled(): void {
    this.polling = undefined;
    if (this.isHinted) this.lookNow();
  }

  private async poll(): Promise<void> {
    try {
      const revision = await this.options.database.revision();
      if (revision !== this.seen || !this.reachable) this.announce(revision);
    } catch (error) {
      if (this.reachable)
        this.logger.warn(`changes of other processes are not seen: ${(error as Error).message}`);
      this.reachable = false;
    }
  }

  private announce(revision: number): void {
    if (!this.reachable) this.logger.log('the database answers again');
    this.reachable = true;
    this.seen = revision;
    this.options.events.emit('revision.changed', { revision });
  }
}
