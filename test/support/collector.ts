import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defer } from './cleanup.js';

type Attributes = Record<string, unknown>;

/** One span, its attributes by name. */
export interface CollectedSpan {
  name: string;
  /** 2: of a server; 3: of a client. */
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  traceState: string | undefined;
  attributes: Attributes;
  resource: Attributes;
  /** 2: an error. */
  status: number | undefined;
}

/** One point of a metric, its attributes by name. */
export interface CollectedPoint {
  labels: Attributes;
  /** Of a histogram there are others. */
  value: number | undefined;
  count: number | undefined;
  sum: number | undefined;
  /** How many are in each bucket, and nowhere else. */
  buckets: number[];
  bounds: number[];
}

export interface CollectedMetric {
  name: string;
  help: string;
  type: 'gauge' | 'counter' | 'histogram';
  points: CollectedPoint[];
}

interface Wire {
  attributes?: { key: string; value: Record<string, unknown> }[];
}

/** A collector of telemetry that reads OTLP over HTTP, as JSON. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** Each time that metrics came, all of them by name. */
  readonly metrics: Map<string, CollectedMetric>[] = [];
  readonly arrivals: { path: string; headers: IncomingMessage['headers'] }[] = [];
  /** What it answers with. */
  status = 200;
  /** Everything that came, as text. */
  text = '';
  private readonly server = createServer((request, response) => void this.take(request, response));

  static async start(): Promise<Collector> {
    const collector = new Collector();
    collector.server.listen(0, '127.0.0.1');
    await once(collector.server, 'listening');
    defer(() => {
      collector.server.close();
      collector.server.closeAllConnections();
    });
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    this.text += body;
    if ('resourceSpans' in JSON.parse(body)) this.spans.push(...spansIn(body));
    else this.metrics.push(metricsIn(body));
    this.arrivals.push({ path: request.url!, headers: request.headers });
    response.writeHead(this.status, { 'content-type': 'application/json' }).end('{}');
  }
}

function spansIn(body: string): CollectedSpan[] {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  const { resourceSpans } = JSON.parse(body) as { resourceSpans: any[] };
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }: { spans: (CollectedSpan & Wire & { status?: { code?: number } })[] }) =>
      spans.map((span) => ({
        ...span,
        parentSpanId: span.parentSpanId || undefined,
        attributes: attributesOf(span),
        resource: attributesOf(resource as Wire),
        status: (span.status as { code?: number } | undefined)?.code,
      })),
    ),
  );
}

function metricsIn(body: string): Map<string, CollectedMetric> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  const { resourceMetrics } = JSON.parse(body) as { resourceMetrics: any[] };
  const [{ metrics }] = resourceMetrics[0].scopeMetrics;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- likewise
  return new Map(metrics.map((metric: any) => [metric.name, metricOf(metric)]));
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- likewise
function metricOf({ name, description: help, gauge, sum, histogram }: any): CollectedMetric {
  const cumulative = sum ?? histogram;
  if (cumulative && cumulative.aggregationTemporality !== 2) throw new Error(`${name} is not cumulative`);
  const type = histogram ? 'histogram' : sum?.isMonotonic ? 'counter' : 'gauge';
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- likewise
  const points = (gauge ?? cumulative).dataPoints.map((point: any) => ({
    labels: attributesOf(point as Wire),
    value: point.asDouble,
    count: point.count,
    sum: point.sum,
    buckets: point.bucketCounts,
    bounds: point.explicitBounds,
  }));
  return { name, help, type, points };
}

function attributesOf({ attributes = [] }: Wire): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
