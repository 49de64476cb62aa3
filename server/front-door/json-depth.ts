import { InvalidError } from '../common/errors.js';

/** Deeper than anything meant; code that follows a value down recursively would run out of stack. */
export const MAX_DEPTH = 100;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** @throws InvalidError when arrays and objects nest deeper than {@link MAX_DEPTH} in this JSON text */
export function assertShallow(json: Uint8Array): void {
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]!;
    if (byte === QUOTE) i = endOfString(json, i);
    else if (CLOSE.has(byte)) depth--;
    else if (OPEN.has(byte) && ++depth > MAX_DEPTH) {
      throw new InvalidError(`the body nests deeper than ${MAX_DEPTH} levels`);
    }
  }
}

/** @returns the index of the quote that ends the string which begins at `start` */
function endOfString(json: Uint8Array, start: number): number {
  for (let i = start + 1; i < json.length; i++) {
    if (json[i] === BACKSLASH) i++;
    else if (json[i] === QUOTE) return i;
  }
  return json.length;
}
