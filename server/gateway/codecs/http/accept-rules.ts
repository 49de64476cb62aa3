import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.js';

/**
 * The Content-Type was looked at when the body was read.
 * @throws Refusal 406: the answer to a POST may come as JSON or as a stream
 */
export function checkAcceptsBoth({ accept }: IncomingHttpHeaders): void {
  if (accepts(accept, 'application/json') && accepts(accept, 'text/event-stream')) return;
  throw new Refusal(406, 'Accept must list both application/json and text/event-stream');
}

/** @throws Refusal 406 */
export function checkAcceptsEvents({ accept }: IncomingHttpHeaders): void {
  if (!accepts(accept, 'text/event-stream')) throw new Refusal(406, 'Accept must list text/event-stream');
}

/** A missing header accepts everything (RFC 9110, section 12.5.1). */
function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined || header.includes(type) || header.includes('*/*')) return true;
  return header.includes(`${type.slice(0, type.indexOf('/'))}/*`);
}
