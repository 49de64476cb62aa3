import { CUSTOM_TOKEN } from '../../api/limits.js';
import { DatabaseVariables } from './database-variables.js';
import {
  ExactHttpUrl,
  HttpUrl,
  OneOf,
  OrFile,
  Pairs,
  Pattern,
  Secret,
  WholeNumber,
  YesOrNo,
} from './variables.js';

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
   * Where traces and metrics are sent by OTLP over HTTP, as JSON: the address of a collector, such as
   * `http://localhost:4318`, without `/v1/traces`. Nothing is sent as long as no address is set. What else
   * OpenTelemetry has variables for (`OTEL_TRACES_SAMPLER`, `OTEL_BSP_*`, `OTEL_EXPORTER_OTLP_TIMEOUT`, `…_COMPRESSION`,
   * `…_CERTIFICATE`) is read from the environment only.
   */
  @HttpUrl()
  @Secret()
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  /** Where traces are sent instead, taken as it is: such as `http://localhost:4318/v1/traces`. */
  @ExactHttpUrl()
  @Secret()
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;

  /** Where metrics are sent instead, taken as it is. */
  @ExactHttpUrl()
  @Secret()
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT?: string;

  /** Headers sent along, such as `authorization=Bearer%20…`. */
  @OrFile()
  @Secret()
  @Pairs()
  OTEL_EXPORTER_OTLP_HEADERS?: Record<string, string>;

  /** Headers sent along with traces, beside those; of two of one name this one. */
  @OrFile()
  @Secret()
  @Pairs()
  OTEL_EXPORTER_OTLP_TRACES_HEADERS?: Record<string, string>;

  /** Headers sent along with metrics, likewise. */
  @OrFile()
  @Secret()
  @Pairs()
  OTEL_EXPORTER_OTLP_METRICS_HEADERS?: Record<string, string>;

  /** With `none` no traces are sent. */
  @OneOf('otlp', 'none')
  OTEL_TRACES_EXPORTER = 'otlp';

  /** With `none` no metrics are sent; `/metrics` is there all the same. */
  @OneOf('otlp', 'none')
  OTEL_METRICS_EXPORTER = 'otlp';

  /** Milliseconds between two times that metrics are sent. */
  @WholeNumber(10, 86_400_000)
  OTEL_METRIC_EXPORT_INTERVAL = 60_000;

  /** Milliseconds that sending them may take; never more than the interval. */
  @WholeNumber(10, 86_400_000)
  OTEL_METRIC_EXPORT_TIMEOUT = 30_000;

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
