import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.js';
import { isLegacyRevision } from './revisions.js';

/**
 * The Content-Type was looked at when the body was read.
 * @throws Refusal 406, 400: the answer to a POST may come as JSON or as a stream
 */
export function checkPost(headers: IncomingHttpHeaders): void {
  if (!accepts(headers.accept, 'application/json') || !accepts(headers.accept, 'text/event-stream')) {
    throw new Refusal(406, 'Accept must list both application/json and text/event-stream');
  }
  checkRevision(headers);
}

/** @throws Refusal 406, 400 */
export function checkGet(headers: IncomingHttpHeaders): void {
  if (!accepts(headers.accept, 'text/event-stream'))
    throw new Refusal(406, 'Accept must list text/event-stream');
  checkRevision(headers);
}

/**
 * A client of 2025-03-26 and before sends none.
 * @throws Refusal 400
 */
export function checkRevision(headers: IncomingHttpHeaders): void {
  const revision = headers['mcp-protocol-version'];
  if (revision === undefined || (typeof revision === 'string' && isLegacyRevision(revision))) return;
  throw new Refusal(400, 'MCP-Protocol-Version names a revision that is not supported');
}

/** @throws Refusal 400 when the header is missing */
export function sessionIdOf(headers: IncomingHttpHeaders): string {
  const id = headers['mcp-session-id'];
  if (typeof id !== 'string' || id === '') throw new Refusal(400, 'Mcp-Session-Id is required');
  return id;
}

/** A missing header accepts everything (RFC 9110, section 12.5.1). */
function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined || header.includes(type) || header.includes('*/*')) return true;
  return header.includes(`${type.slice(0, type.indexOf('/'))}/*`);
}
