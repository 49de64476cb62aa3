import { WireError } from './wire-error.js';

export const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;

/** In messages up to here every byte of every string is checked; in larger ones long strings are passed over. */
export const CHECKED_BYTES = 16_384;

/** So much of a string is looked at byte by byte before the native search for its end is worth its price. */
const NEAR_BYTES = 192;

/** What may follow a backslash (RFC 8259, section 7), `u` apart. */
const ESCAPES = byteTable('"\\/bfnrt');
const HEX_DIGITS = byteTable('0123456789abcdefABCDEF');

/**
 * Passes over a string.
 * @param at its opening quote
 * @returns the position behind its closing quote
 */
export function skipString(bytes: Buffer, at: number): number {
  let position = at + 1;
  for (;;) {
    const near = Math.min(position + NEAR_BYTES, bytes.length);
    while (position < near) {
      const byte = bytes[position]!;
      if (byte === QUOTE) return position + 1;
      if (byte < FIRST_PRINTABLE) throw new WireError('a string holds a control character');
      position = byte === BACKSLASH ? skipEscape(bytes, position) : position + 1;
    }
    const quote = bytes.indexOf(QUOTE, position);
    if (quote < 0) throw new WireError('a string has no end');
    const checked = bytes.length <= CHECKED_BYTES;
    if (!isEscaped(bytes, position, quote)) {
      if (checked) checkRest(bytes, position, quote);
      return quote + 1;
    }
    // Where quotes are escaped the bytes are looked at one by one, unless that would take too long.
    if (!checked) position = quote + 1;
  }
}

function skipEscape(bytes: Buffer, at: number): number {
  const escape = bytes[at + 1]!;
  if (ESCAPES[escape]) return at + 2;
  if (escape !== 0x75) throw new WireError('a string holds an unknown escape');
  for (let digit = at + 2; digit < at + 6; digit++) {
    if (!HEX_DIGITS[bytes[digit]!]) throw new WireError('a string holds an unknown escape');
  }
  return at + 6;
}

/** Whether an odd number of backslashes precedes `at`; `from` is no part of an escape. */
function isEscaped(bytes: Buffer, from: number, at: number): boolean {
  let first = at;
  while (first > from && bytes[first - 1] === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}

/** The rest of a string, up to its closing quote. As Latin-1, since only ASCII matters to what is checked. */
function checkRest(bytes: Buffer, at: number, quote: number): void {
  try {
    JSON.parse(`"${bytes.toString('latin1', at, quote)}"`);
  } catch {
    throw new WireError('a string is malformed');
  }
}

/** One mark for each byte that `members` holds. */
export function byteTable(members: string): Uint8Array {
  const marks = new Uint8Array(256);
  for (const member of Buffer.from(members)) marks[member] = 1;
  return marks;
}
