import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { ReadinessPart, ReadinessView } from '../../api/system.js';
import { Database } from '../database/database.js';
import { MigrationsRepository } from '../database/migrations.repository.js';
import { Catalog } from '../registry/catalog.service.js';
import { SideParts } from './side-parts.js';

const TIMEOUT_MS = 2_000;
/** However often the question comes, the database is asked this seldom. */
const CACHE_MS = 500;

/** Whether everything is there that serving takes. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly migrations: MigrationsRepository,
    private readonly catalog: Catalog,
    private readonly sideParts: SideParts,
  ) {}

  async check(): Promise<ReadinessView> {
    const { status, details } = await this.ask();
    const parts = Object.entries(details).map(([name, part]) => [name, partOf(part)] as const);
    return {
      status: status === 'ok' ? 'ok' : 'error',
      parts: { ...Object.fromEntries(parts), ...this.sideParts.check() },
    };
  }

  private async ask(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([
        () => this.part('database', () => this.database.revision()),
        () => this.part('migrations', () => this.assertMigrated()),
        () => this.part('catalogue', () => this.assertLoaded()),
      ]);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }

  private async assertMigrated(): Promise<void> {
    if (await this.migrations.pending()) throw new Error('the tables are not up to date; restart the server');
  }

  private assertLoaded(): void {
    if (this.catalog.snapshot.version === 0) throw new Error('not loaded yet');
  }

  private part(name: string, probe: () => unknown) {
    return this.indicators
      .check(name)
      .attempt(async () => void (await probe()))
      .withTimeout(TIMEOUT_MS)
      .cacheFor(CACHE_MS);
  }
}

function partOf({ status, message }: { status: string; message?: string }): ReadinessPart {
  return status === 'up' ? { status } : { status: 'down', ...(message !== undefined && { message }) };
}
