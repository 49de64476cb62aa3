import { type Era, LEGACY_REVISIONS } from '../../upstream/protocol-revisions.js';
import { WireError } from '../../wire/wire-error.js';
import type { Exchange } from '../exchange.js';
import { hasEnvelope } from './modern-http/envelope.js';

/**
 * The era of one request: modern with the envelope in `_meta`, or with a version header that names no legacy
 * revision (2026-07-28, basic/versioning).
 */
export function eraOfExchange(exchange: Exchange): Era {
  const revision = exchange.headers['mcp-protocol-version'];
  if (typeof revision === 'string' && !LEGACY_REVISIONS.includes(revision.trim())) return 'modern';
  return exchange.method === 'POST' && carriesEnvelope(exchange) ? 'modern' : 'legacy';
}

/** What cannot be read carries nothing; the codec says what is wrong with it. */
function carriesEnvelope(exchange: Exchange): boolean {
  try {
    return hasEnvelope(exchange.message);
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}
