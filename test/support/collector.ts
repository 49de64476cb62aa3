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

interface Wire {
  attributes?: { key: string; value: Record<string, unknown> }[];
}

/** A collector of telemetry that reads OTLP over HTTP, as JSON. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** What came as metrics, as it came. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  readonly metrics: any[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
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
    this.headers.push(request.headers);
    this.text += body;
    if (request.url === '/v1/traces') this.spans.push(...spansIn(body));
    else if (request.url === '/v1/metrics') this.metrics.push(JSON.parse(body));
    else response.statusCode = 404;
    response.setHeader('content-type', 'application/json').end('{}');
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

function attributesOf({ attributes = [] }: Wire): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
