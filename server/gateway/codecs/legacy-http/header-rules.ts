import type { IncomingHttpHeaders } from 'node:http';
import { checkAcceptsBoth, checkAcceptsEvents } from '../http/accept-rules.js';
import { Refusal } from '../http/refusal.js';
import { isLegacyRevision } from './revisions.js';

/** @throws Refusal 406, 400 */
export function checkPost(headers: IncomingHttpHeaders): void {
  checkAcceptsBoth(headers);
  checkRevision(headers);
}

/** @throws Refusal 406, 400 */
export function checkGet(headers: IncomingHttpHeaders): void {
  checkAcceptsEvents(headers);
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
