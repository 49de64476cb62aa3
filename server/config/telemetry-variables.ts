import { CUSTOM_TOKEN } from '../../api/limits.js';
import { DatabaseVariables } from './database-variables.js';
import { HttpUrl, OneOf, OrFile, Pairs, Pattern, Secret, YesOrNo } from './variables.js';

/** What the server tells of itself: metrics, traces and logs. */
export abstract class TelemetryVariables extends DatabaseVariables {
  /**
   * Prometheus metrics at `/metrics`.
   * @default off in development, on in enterprise
   */
  @YesOrNo()
  OTEL_ENABLED?: boolean;

  /** When set, `/metrics` must be asked with it, as a bearer token. */
  @OrFile()
  @Secret()
  @Pattern(CUSTOM_TOKEN.pattern, 'visible ASCII characters without white space')
  METRICS_TOKEN?: string;

  /**
   * Where traces are sent by OTLP over HTTP, as JSON: the address of a collector, such as
   * `http://localhost:4318`, without `/v1/traces`. How often, and which traces, OpenTelemetry's own variables say
   * (`OTEL_TRACES_SAMPLER`, `OTEL_BSP_*`), read from the environment only.
   */
  @HttpUrl()
  @Secret()
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  /** Headers sent along, such as `authorization=Bearer%20…`. */
  @OrFile()
  @Secret()
  @Pairs()
  OTEL_EXPORTER_OTLP_HEADERS?: Record<string, string>;

  /** What is said of this server in all of it, such as `deployment.environment.name=production`. */
  @Pairs()
  OTEL_RESOURCE_ATTRIBUTES?: Record<string, string>;

  /** How much is logged. No level logs a token, a secret or a tool's arguments. */
  @OneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
  LOG_LEVEL = 'info';

  /**
   * `json`: one structured line an event; `pretty`: for eyes.
   * @default `pretty` on a terminal, else `json`
   */
  @OneOf('json', 'pretty')
  LOG_FORMAT: 'json' | 'pretty';
}
