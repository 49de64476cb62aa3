import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from '@opentelemetry/otlp-exporter-base/node-http';
import { JsonMetricsSerializer, MetricsExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { ReportingExporter } from '../common/reporting-exporter.js';
import type { OtlpTarget } from '../config/otlp-target.js';
import type { Family } from './metrics.service.js';
import { RegistryProducer } from './registry-producer.js';

export interface OtelPushOptions {
  readonly target: OtlpTarget;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly resource: Readonly<Record<string, string>>;
  readonly families: () => Promise<readonly Family[]>;
  /** Told when metrics cannot be delivered, and when they can be again. */
  readonly warn: (message: string) => void;
}

/** Points of one request at most, some hundreds of bytes each: collectors refuse bodies of many megabytes. */
const MAX_POINTS = 5_000;

/**
 * Sends what is measured every so often, by OTLP over HTTP: one look at a time, and nothing is kept for a
 * collector that is away, since the next look has it all. Loaded only where metrics are wanted.
 */
export class OtelPush {
  private readonly provider: MeterProvider;

  constructor({ target, intervalMs, timeoutMs, resource, families, warn }: OtelPushOptions) {
    const reader = new PeriodicExportingMetricReader({
      exporter: new ReportingExporter('metrics', otlpExporter(target), warn),
      metricProducers: [new RegistryProducer(families)],
      exportIntervalMillis: intervalMs,
      exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
      maxExportBatchSize: MAX_POINTS,
    });
    this.provider = new MeterProvider({ resource: resourceFromAttributes(resource), readers: [reader] });
  }

  /** Sends it once more. */
  close(): Promise<void> {
    return this.provider.shutdown();
  }
}

/** As OpenTelemetry's exporter-metrics-otlp-http makes it, of the packages that its exporter of traces brings. */
function otlpExporter(target: OtlpTarget): OTLPExporterBase<ResourceMetrics> {
  const contentType = { 'Content-Type': 'application/json' };
  return new OTLPExporterBase(
    createOtlpHttpExportDelegate(
      convertLegacyHttpOptions(target, 'METRICS', 'v1/metrics', contentType),
      JsonMetricsSerializer,
      'otlp_http_json_metric_exporter',
      MetricsExporterMetricsHelper,
      undefined,
    ),
  );
}
