import { SERVER_INFO } from '../../core/handshake.js';

const EMPTY_OBJECT = 2;

/** What every result of the modern era says of itself (2026-07-28, basic, Results). */
const COMPLETE = member('resultType', 'complete');
const FROM_HERE = `${COMPLETE},${member('_meta', { 'io.modelcontextprotocol/serverInfo': SERVER_INFO })}`;

/** How long clients may keep a list without asking again; `list_changed` ends it earlier. */
const LIST_TTL_MS = 10_000;
/** Lists are cut to what one principal may reach, so nobody else may be served them. */
const FOR_LISTS = `${FROM_HERE},${member('ttlMs', LIST_TTL_MS)},${member('cacheScope', 'private')}`;

const CACHEABLE = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
]);

/**
 * A result of the gateway's own with what the modern era adds.
 * @param result the JSON text of an object, in pieces
 */
export function stamped(method: string, result: readonly Buffer[]): Buffer[] {
  const [first, ...rest] = result;
  const fields = CACHEABLE.has(method) ? FOR_LISTS : FROM_HERE;
  const isEmpty = rest.length === 0 && first!.length === EMPTY_OBJECT;
  return [Buffer.from(`{${fields}${isEmpty ? '' : ','}`), first!.subarray(1), ...rest];
}

function member(key: string, value: unknown): string {
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
}
