import type { AppConfig } from './app-config.js';

/** Where a collector takes telemetry of one kind. */
export interface OtlpTarget {
  readonly url: string;
  readonly headers: Record<string, string>;
}

/**
 * What is said of one signal wins over what is said of all; the address of one is taken as it is
 * (OpenTelemetry Protocol Exporter, Endpoint URLs for OTLP/HTTP).
 * @returns undefined where nobody collects it
 */
export function otlpTarget(config: AppConfig, signal: 'TRACES' | 'METRICS'): OtlpTarget | undefined {
  if (config[`OTEL_${signal}_EXPORTER`] === 'none') return undefined;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_HEADERS: headers } = config;
  const url =
    config[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`] ?? (base && `${base}/v1/${signal.toLowerCase()}`);
  if (url === undefined) return undefined;
  return { url, headers: { ...headers, ...config[`OTEL_EXPORTER_OTLP_${signal}_HEADERS`] } };
}
