import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { telemetryResource } from '../common/telemetry-resource.js';
import { AppConfig } from '../config/app-config.js';
import { noteTraceId } from '../logging/request-context.js';
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
    const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = this.config;
    if (endpoint === undefined) return;
    const { OtelTracer } = await import('./otel-tracer.js');
    const resource = telemetryResource(this.config.OTEL_RESOURCE_ATTRIBUTES);
    const warn = (message: string) => this.logger.warn(message);
    this.tracer = new OtelTracer({ endpoint, headers, resource, warn });
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.tracer) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)));
    const closed = this.tracer.close().catch((error: unknown) => {
      this.logger.warn(`the last traces were not delivered: ${(error as Error).message}`);
    });
    await Promise.race([closed, timeout]);
    clearTimeout(timer);
  }

  get isOn(): boolean {
    return this.tracer !== undefined;
  }

  /** @returns undefined where nobody collects traces */
  begin(call: TracedCall): CallTrace | undefined {
    if (!this.tracer) return undefined;
    const begun = this.tracer.begin(call);
    noteTraceId(begun.traceId);
    return begun;
  }
}
