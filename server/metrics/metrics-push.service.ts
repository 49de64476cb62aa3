import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { soon } from '../common/soon.js';
import { telemetryResource } from '../common/telemetry-resource.js';
import { AppConfig } from '../config/app-config.js';
import { otlpTarget } from '../config/otlp-target.js';
import { MetricsService } from './metrics.service.js';
import type { OtelPush } from './otel-push.js';

/** How long the last numbers may take to be delivered when the server stops. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Sends what is measured to where a collector is configured; else nothing is even loaded. */
@Injectable()
export class MetricsPush implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Metrics');
  private push: OtelPush | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly metrics: MetricsService,
  ) {}

  async onModuleInit(): Promise<void> {
    const target = otlpTarget(this.config, 'METRICS');
    if (!target) return;
    const { OTEL_METRIC_EXPORT_INTERVAL: intervalMs, OTEL_METRIC_EXPORT_TIMEOUT: timeoutMs } = this.config;
    const { OtelPush } = await import('./otel-push.js');
    this.push = new OtelPush({
      ...{ target, intervalMs, timeoutMs },
      resource: telemetryResource(this.config.OTEL_RESOURCE_ATTRIBUTES),
      families: () => this.metrics.families(),
      warn: (message) => this.logger.warn(message),
    });
  }

  /** Once more, so that what was counted since the last time is not lost. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.push) return;
    const closed = this.push.close().catch((error: unknown) => {
      this.logger.warn(`the last metrics were not delivered: ${(error as Error).message}`);
    });
    await soon(closed, CLOSE_TIMEOUT_MS);
  }
}
