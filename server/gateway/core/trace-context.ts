import type { TraceContext } from '../../tracing/call-trace.js';
import { members, stringValue } from '../../wire/members.js';
import { readMessage } from '../../wire/read-message.js';
import { rewriteObject } from '../../wire/rewrite-object.js';
import { splice } from '../../wire/splice.js';
import { membersText, withMembers } from '../../wire/with-members.js';
import type { Call } from './call.js';

const PARENT = 'traceparent';
const STATE = 'tracestate';
/** It belongs to the parent that it came with. */
const NO_STATE = new Map([[STATE, undefined]]);

/**
 * Which part of which trace the client says its request is: in `_meta`, which speaks of this very call, or else
 * in the headers.
 * @throws WireError when it says it twice
 */
export function traceParentOf({
  request: { bytes, members: params },
  traceHeaders,
}: Pick<Call, 'request' | 'traceHeaders'>): TraceContext | undefined {
  const meta = params.get('_meta');
  const fields = meta && members(bytes, meta);
  const text = (key: string) => {
    const span = fields?.get(key);
    return span && stringValue(bytes, span);
  };
  return (
    contextOf(text(PARENT), text(STATE)) ??
    contextOf(header(traceHeaders, PARENT), header(traceHeaders, STATE))
  );
}

/** A request's message with a trace context in its `_meta`; every other byte is as it was. */
export function withTraceContext(body: Buffer, context: TraceContext): Buffer {
  const { bytes, payload, members: params } = readMessage(body);
  if (!payload) return body;
  const { traceparent, tracestate } = context;
  const added = new Map([[PARENT, JSON.stringify(traceparent)]]);
  if (tracestate !== undefined) added.set(STATE, JSON.stringify(tracestate));
  const meta = params.get('_meta');
  const start = payload.start + 1;
  const edit = meta
    ? { ...meta, text: traced(Buffer.from(rewriteObject(bytes, meta, NO_STATE)), added) }
    : { start, end: start, text: `"_meta":{${membersText(added)}},` };
  return splice(bytes, [edit]);
}

/** @param headers of the client: names and values in turn; what else they say of the trace is kept */
export function withTraceHeaders(
  headers: readonly string[] | undefined,
  { traceparent, tracestate }: TraceContext,
): readonly string[] {
  const traced = [PARENT, traceparent, ...(tracestate === undefined ? [] : [STATE, tracestate])];
  for (let at = 0; at < (headers?.length ?? 0); at += 2) {
    const name = headers![at]!;
    if (name !== PARENT && name !== STATE) traced.push(name, headers![at + 1]!);
  }
  return traced;
}

function traced(meta: Buffer, added: ReadonlyMap<string, string>): string {
  return withMembers(meta, { start: 0, end: meta.length }, added);
}

function contextOf(
  traceparent: string | undefined,
  tracestate: string | undefined,
): TraceContext | undefined {
  return traceparent === undefined ? undefined : { traceparent, tracestate };
}

function header(headers: readonly string[] | undefined, name: string): string | undefined {
  const at = headers?.indexOf(name) ?? -1;
  return at < 0 ? undefined : headers![at + 1];
}
