import type { IncomingHttpHeaders } from 'node:http';

/** The headers by which a trace goes through services (W3C Trace Context, W3C Baggage). */
const NAMES = ['traceparent', 'tracestate', 'baggage'];
/** The longest that services must pass on (W3C Baggage, 3.3.2), in what a header may hold. */
const PASSED_ON = /^[\x20-\x7e]{1,8192}$/;

/** @returns names and values in turn; undefined when there are none, as most often */
export function traceHeaders(headers: IncomingHttpHeaders): readonly string[] | undefined {
  let found: string[] | undefined;
  for (const name of NAMES) {
    const value = headers[name];
    if (isPassedOn(value)) (found ??= []).push(name, value);
  }
  return found;
}

/** The same by name. */
export function traceFields(headers: IncomingHttpHeaders): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const name of NAMES) {
    const value = headers[name];
    if (isPassedOn(value)) fields[name] = value;
  }
  return fields;
}

function isPassedOn(value: string | string[] | undefined): value is string {
  return typeof value === 'string' && PASSED_ON.test(value);
}
