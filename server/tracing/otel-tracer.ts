import {
  createTraceState,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanContext,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ReportingExporter } from '../common/reporting-exporter.js';
import { VERSION } from '../common/version.js';
import type { OtlpTarget } from '../config/otlp-target.js';
import type { CallTrace, ServerTrace, TraceContext, TracedCall, TracedItem, TraceEnd } from './call-trace.js';

export interface OtelTracerOptions {
  readonly target: OtlpTarget;
  readonly resource: Readonly<Record<string, string>>;
  /** Told when spans cannot be delivered, and when they can be again. */
  readonly warn: (message: string) => void;
}

/** In `traceparent`: version, trace id, parent id, flags (W3C Trace Context, 3.2). */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** Where the conventions of OpenTelemetry want an item's name. */
const ITEM_ATTRIBUTE: Record<TracedItem['kind'], string> = {
  tool: 'gen_ai.tool.name',
  prompt: 'gen_ai.prompt.name',
  resource: 'mcp.resource.uri',
  resource_template: 'mcp.resource.uri',
};

/**
 * Makes spans and sends them in batches, by OTLP over HTTP. Spans wait in a queue of limited length; those that
 * find it full are dropped. Loaded only where spans are wanted.
 */
export class OtelTracer {
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;

  constructor({ target, resource, warn }: OtelTracerOptions) {
    const exporter = new ReportingExporter('traces', new OTLPTraceExporter(target), warn);
    this.provider = new BasicTracerProvider({
      resource: resourceFromAttributes(resource),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    this.tracer = this.provider.getTracer('mcpjungle', VERSION);
  }

  begin({ method, parent, client, protocolVersion }: TracedCall): CallTrace {
    const remote = parent && spanContextOf(parent);
    const context = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
    const attributes = {
      'mcp.method.name': method,
      'mcp.protocol.version': protocolVersion,
      'mcpjungle.client': client,
    };
    return new OtelCallTrace(
      this.tracer,
      this.tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, context),
      method,
    );
  }

  /** Sends what waits. */
  close(): Promise<void> {
    return this.provider.shutdown();
  }
}

class OtelCallTrace implements CallTrace {
  constructor(
    private readonly tracer: Tracer,
    private readonly span: Span,
    private readonly method: string,
  ) {}

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  toServer(item: TracedItem): ServerTrace {
    const attributes = { 'mcp.method.name': this.method, ...attributesOf(item) };
    const span = this.tracer.startSpan(
      `${this.method} ${item.name}`,
      { kind: SpanKind.CLIENT, attributes },
      trace.setSpan(ROOT_CONTEXT, this.span),
    );
    return { context: contextOf(span.spanContext()), end: (end) => endSpan(span, end) };
  }

  end({ item, ...end }: TraceEnd & { item: TracedItem | undefined }): void {
    if (item) this.span.updateName(`${this.method} ${item.name}`).setAttributes(attributesOf(item));
    endSpan(this.span, end);
  }
}

function attributesOf({ kind, server, name }: TracedItem): Record<string, string> {
  return { [ITEM_ATTRIBUTE[kind]]: name, 'mcpjungle.server': server };
}

function endSpan(span: Span, { errorType }: TraceEnd): void {
  if (errorType !== undefined) {
    span.setAttribute('error.type', errorType).setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function spanContextOf({ traceparent, tracestate }: TraceContext): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return {
    traceId,
    spanId,
    // Other flags than the first have no meaning yet, and are not to be passed on (3.2.2.5).
    traceFlags: parseInt(flags, 16) & 1,
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  };
}

function contextOf({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const tracestate = traceState?.serialize();
  return {
    traceparent: `00-${traceId}-${spanId}-0${traceFlags & 1}`,
    ...(tracestate && { tracestate }),
  };
}
