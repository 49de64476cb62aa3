import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { soon } from '../common/soon.js';
import { telemetryResource } from '../common/telemetry-resource.js';
import { AppConfig } from '../config/app-config.js';
import { otlpTarget } from '../config/otlp-target.js';
import type { CallTrace, TracedCall } from './call-trace.js';
import type { OtelTracer } from './otel-tracer.js';

/** How long the last spans may take to be delivered when the server stops. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Makes calls parts of traces, where a collector of them is configured; else nothing is even loaded. */
@Injectable()
export class Tracing implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Tracing');
  private tracer: OtelTracer | undefined;

  constructor(private readonly config: AppConfig) {}

  async onModuleInit(): Promise<void> {
    const target = otlpTarget(this.config, 'TRACES');
    if (!target) return;
    const { OtelTracer } = await import('./otel-tracer.js');
    const resource = telemetryResource(this.config.OTEL_RESOURCE_ATTRIBUTES);
    const warn = (message: string) => this.logger.warn(message);
    this.tracer = new OtelTracer({ target, resource, warn });
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.tracer) return;
    const closed = this.tracer.close().catch((error: unknown) => {
      this.logger.warn(`the last traces were not delivered: ${(error as Error).message}`);
    });
    await soon(closed, CLOSE_TIMEOUT_MS);
  }

  get isOn(): boolean {
    return this.tracer !== undefined;
  }

  /** @returns undefined where nobody collects traces */
  begin(call: TracedCall): CallTrace | undefined {
    return this.tracer?.begin(call);
  }
}
