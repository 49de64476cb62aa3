import { withMembers, membersText } from '../wire/with-members.js';
import type { Caller } from './upstream.js';

/** The keys of `_meta` that say what the modern era has no session for (2026-07-28, basic, Per-request metadata). */
export const ENVELOPE = {
  revision: 'io.modelcontextprotocol/protocolVersion',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  logLevel: 'io.modelcontextprotocol/logLevel',
} as const;

/** What a caller's requests carry in their `_meta`, by key: JSON text. */
export function envelopeOf({
  protocolVersion,
  capabilities,
  clientInfo,
  logLevel,
}: Caller): Map<string, string> {
  const envelope = new Map<string, string>([
    [ENVELOPE.revision, JSON.stringify(protocolVersion)],
    [ENVELOPE.capabilities, capabilities],
    [ENVELOPE.clientInfo, clientInfo],
  ]);
  if (logLevel !== undefined) envelope.set(ENVELOPE.logLevel, JSON.stringify(logLevel));
  return envelope;
}

/**
 * The parameters of a request with the envelope in them.
 * @param params JSON text of an object without `_meta`
 */
export function envelopeParams(caller: Caller, params = '{}'): string {
  const bytes = Buffer.from(params);
  const meta = `{${membersText(envelopeOf(caller))}}`;
  return withMembers(bytes, { start: 0, end: bytes.length }, new Map([['_meta', meta]]));
}
