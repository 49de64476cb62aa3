import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { VERSION } from '../common/version.js';
import { AppConfig } from '../config/app-config.js';
import { otlpTarget } from '../config/otlp-target.js';
import { Events } from '../events/events.js';
import { Gauges } from '../events/gauges.js';
import { REFUSALS } from '../events/refusal.js';
import { callMetrics } from './call-metrics.js';
import { CallTable } from './call-series.js';
import type { ComputedMetricOptions, Line } from './computed-metric.js';
import { gaugeMetrics } from './gauge-metrics.js';
import { processMetrics } from './process-metrics.js';

/** What is measured under one name. */
export interface Family extends Pick<ComputedMetricOptions, 'name' | 'help' | 'type'> {
  readonly values: readonly Line[];
}

/** Counts what the other modules tell of, for whoever reads it: Prometheus, or a collector that it is sent to. */
@Injectable()
export class MetricsService implements OnModuleInit, OnModuleDestroy {
  private readonly own = new Registry();
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly config: AppConfig,
    private readonly events: Events,
    private readonly gauges: Gauges,
  ) {}

  /** Whether it can be read at `/metrics`. */
  get isServed(): boolean {
    return this.config.OTEL_ENABLED === true;
  }

  get contentType(): string {
    return this.own.contentType;
  }

  onModuleInit(): void {
    if (!this.isServed && !otlpTarget(this.config, 'METRICS')) return;
    this.describeServer();
    for (const metric of gaugeMetrics(this.gauges)) this.own.registerMetric(metric);
    this.stopListening = [this.countRefusals(), this.countCalls()];
    processMetrics();
  }

  onModuleDestroy(): void {
    for (const stop of this.stopListening) stop();
  }

  /** @returns everything that is measured, as text */
  text(): Promise<string> {
    return this.everything().metrics();
  }

  /** @returns the same, family by family */
  async families(): Promise<readonly Family[]> {
    // prom-client's declarations name an enumeration of types that does not exist.
    return (await this.everything().getMetricsAsJSON()) as unknown as Family[];
  }

  private everything(): Registry {
    return Registry.merge([this.own, processMetrics()]);
  }

  private describeServer(): void {
    new Gauge({
      name: 'mcpjungle_info',
      help: 'The version of this server, and the mode it runs in; always 1.',
      labelNames: ['version', 'mode'],
      registers: [this.own],
    }).set({ version: VERSION, mode: this.config.SERVER_MODE }, 1);
  }

  private countCalls(): () => void {
    const table = new CallTable();
    for (const metric of callMetrics(table)) this.own.registerMetric(metric);
    return this.events.on('call.ended', (report) => table.count(report));
  }

  private countRefusals(): () => void {
    const refused = new Counter({
      name: 'mcpjungle_refused_requests_total',
      help: 'Requests refused for who sent them, or how many.',
      labelNames: ['reason'],
      registers: [this.own],
    });
    for (const reason of REFUSALS) refused.inc({ reason }, 0);
    return this.events.on('request.refused', ({ code: reason }) => refused.inc({ reason }));
  }
}
