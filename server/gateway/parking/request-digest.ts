import { createHash } from 'node:crypto';
import type { Scope } from '../../policy/policy.js';
import { jsonText } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';

/** What may differ between a request and its retry. */
const NOT_COMPARED = new Set(['_meta', 'inputResponses', 'requestState']);

/** The same for a request and its retry, in whatever order and way its JSON is written. */
export function requestDigest(scope: Scope, { method, bytes, payload }: Message): string {
  const params = JSON.parse(payload ? jsonText(bytes, payload) : '{}') as Record<string, unknown>;
  const compared = Object.entries(params).filter(([key]) => !NOT_COMPARED.has(key));
  const text = JSON.stringify(canonical([scope, method, Object.fromEntries(compared)]));
  return createHash('sha256').update(text).digest('base64url');
}

/** Objects as sorted lists of their members. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: entries.map(([key, member]) => [key, canonical(member)]) };
}
