/** Which part of which trace something is, in the words of W3C Trace Context. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** A call that is to be a part of a trace. */
export interface TracedCall {
  /** For example `tools/call`. */
  readonly method: string;
  /** Where the client says that it is; a new trace begins where it does not, or in words that mean nothing. */
  readonly parent: TraceContext | undefined;
  readonly client: string;
  readonly protocolVersion: string;
}

/** How a span ended; no error type where it went well. */
export interface TraceEnd {
  /** A code, never a sentence: an upstream's sentences may hold anything. */
  readonly errorType: string | undefined;
}

/** What is asked for, by names that stand in the catalogue. */
export interface TracedItem {
  readonly kind: 'tool' | 'prompt' | 'resource' | 'resource_template';
  readonly server: string;
  readonly name: string;
}

/** The gateway's part of a trace, from a request to its answer. */
export interface CallTrace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The request goes on to a server. */
  toServer(item: TracedItem): ServerTrace;
  end(end: TraceEnd & { readonly item: TracedItem | undefined }): void;
}

/** A server's part of it, as seen from here. */
export interface ServerTrace {
  /** What the server is to take for where it is. */
  readonly context: TraceContext;
  end(end: TraceEnd): void;
}
