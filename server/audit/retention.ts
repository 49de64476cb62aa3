import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { AuditEventsRepository } from './audit-events.repository.js';

const DAY_MS = 86_400_000;
const INTERVAL_MS = 3_600_000;
/** Rows deleted at once: others wait for the database no longer than that takes. */
const BATCH_SIZE = 500;
const PAUSE_MS = 50;

/** Deletes audit entries that are older than AUDIT_RETENTION_DAYS: at start and every hour. */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Retention.name);
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private pruning: Promise<void> | undefined;

  constructor(
    private readonly events: AuditEventsRepository,
    private readonly config: AppConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.start(), INTERVAL_MS).unref();
    this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.pruning;
  }

  private start(): void {
    this.pruning ??= this.prune()
      .catch((error: unknown) => this.logger.warn(`old audit entries stay: ${(error as Error).message}`))
      .finally(() => (this.pruning = undefined));
  }

  private async prune(): Promise<void> {
    const { signal } = this.stopping;
    const beforeMs = Date.now() - this.config.AUDIT_RETENTION_DAYS * DAY_MS;
    while (!signal.aborted && (await this.events.prune(beforeMs, BATCH_SIZE)) === BATCH_SIZE) {
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
