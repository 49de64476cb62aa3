import { createHash } from 'node:crypto';

const SEPARATOR = '__';
/** What every client accepts as a tool's name; some refuse more. */
const MAX_LENGTH = 64;
const KEPT_LENGTH = 55;
const HASH_DIGITS = 8;

/** `<server>__<upstream name>`: a name as the upstream means it, of any length and alphabet. */
export function fullName(server: string, original: string): string {
  return server + SEPARATOR + original;
}

/**
 * The name agents see: the full name when every client can take it, else made safe and told apart by a
 * hash of the full name. The same on every replica and after every restart.
 *
 * @param server a valid server name: its length keeps it whole in front of the separator
 */
export function canonicalName(server: string, original: string): string {
  const full = fullName(server, original);
  const safe = full.replace(/[^A-Za-z0-9_-]/gu, '_');
  if (safe === full && full.length <= MAX_LENGTH) return full;
  const hash = createHash('sha256').update(full).digest('hex').slice(0, HASH_DIGITS);
  return `${safe.slice(0, KEPT_LENGTH)}_${hash}`;
}

/** Splits a canonical or full name at its first `__`; undefined when it has none. */
export function splitName(name: string): { server: string; item: string } | undefined {
  const at = name.indexOf(SEPARATOR);
  if (at <= 0) return undefined;
  return { server: name.slice(0, at), item: name.slice(at + SEPARATOR.length) };
}
