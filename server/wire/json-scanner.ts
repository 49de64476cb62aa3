import { skipScalar } from './json-scalar.js';
import { byteTable, QUOTE, skipString } from './json-string.js';
import { WireError } from './wire-error.js';

export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** How deep values may be nested. Real messages stay under 50; parsers that recurse fail at some thousands. */
export const MAX_DEPTH = 1000;

const SPACES = byteTable(' \n\r\t');

/** The closing brackets that the containers around the current position wait for. Scans never interleave. */
const awaited = new Uint8Array(MAX_DEPTH + 1);

/** @returns the position of the next byte that is not white space (RFC 8259, section 2), or the length */
export function skipSpace(bytes: Buffer, at: number): number {
  let position = at;
  while (position < bytes.length && bytes[position]! <= 0x20 && SPACES[bytes[position]!]) position++;
  return position;
}

/**
 * Passes over one value without building anything of it.
 * @param at where it begins
 * @returns the position behind it
 * @throws WireError where it departs from RFC 8259, or is nested too deeply
 */
export function skipValue(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === QUOTE) return skipString(bytes, at);
  return byte === OPEN_OBJECT || byte === OPEN_ARRAY ? skipContainer(bytes, at) : skipScalar(bytes, at);
}

/** @returns the position of the value that belongs to the key at `at` */
export function skipKey(bytes: Buffer, at: number): number {
  if (bytes[at] !== QUOTE) throw new WireError('expected a key');
  return skipTo(bytes, skipString(bytes, at), COLON);
}

/** @returns the position of what follows `mark`, which must be next */
export function skipTo(bytes: Buffer, at: number, mark: number): number {
  const position = skipSpace(bytes, at);
  if (bytes[position] !== mark) throw new WireError(`expected "${String.fromCharCode(mark)}"`);
  return skipSpace(bytes, position + 1);
}

/** One loop and a list of open brackets instead of recursion, which the sender could exhaust. */
function skipContainer(bytes: Buffer, at: number): number {
  let depth = 0;
  let position = at;
  for (;;) {
    const byte = bytes[position]!;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (++depth > MAX_DEPTH) throw new WireError(`values are nested deeper than ${MAX_DEPTH}`);
      // In ASCII both closing brackets stand two behind their opening ones.
      awaited[depth] = byte + 2;
      position = skipSpace(bytes, position + 1);
      if (bytes[position] !== byte + 2) {
        if (byte === OPEN_OBJECT) position = skipKey(bytes, position);
        continue;
      }
    } else {
      position = byte === QUOTE ? skipString(bytes, position) : skipScalar(bytes, position);
      position = skipSpace(bytes, position);
    }
    while (bytes[position] === awaited[depth]) {
      if (--depth === 0) return position + 1;
      position = skipSpace(bytes, position + 1);
    }
    position = skipTo(bytes, position, COMMA);
    if (awaited[depth] === CLOSE_OBJECT) position = skipKey(bytes, position);
  }
}
