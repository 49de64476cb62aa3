import { WireError } from './wire-error.js';

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/**
 * Passes over a number, `true`, `false` or `null` (RFC 8259, sections 3 and 6).
 * @returns the position behind it
 */
export function skipScalar(bytes: Buffer, at: number): number {
  switch (bytes[at]) {
    case TRUE[0]:
      return skipWord(bytes, at, TRUE);
    case FALSE[0]:
      return skipWord(bytes, at, FALSE);
    case NULL[0]:
      return skipWord(bytes, at, NULL);
    default:
      return skipNumber(bytes, at);
  }
}

function skipWord(bytes: Buffer, at: number, word: Buffer): number {
  for (let index = 1; index < word.length; index++) {
    if (bytes[at + index] !== word[index]) throw new WireError('expected a value');
  }
  return at + word.length;
}

function skipNumber(bytes: Buffer, at: number): number {
  let position = bytes[at] === 0x2d ? at + 1 : at;
  position = bytes[position] === 0x30 ? position + 1 : skipDigits(bytes, position);
  if (bytes[position] === 0x2e) position = skipDigits(bytes, position + 1);
  if (bytes[position] !== 0x65 && bytes[position] !== 0x45) return position;
  const sign = bytes[position + 1];
  return skipDigits(bytes, sign === 0x2b || sign === 0x2d ? position + 2 : position + 1);
}

function skipDigits(bytes: Buffer, at: number): number {
  let position = at;
  while (position < bytes.length && bytes[position]! >= 0x30 && bytes[position]! <= 0x39) position++;
  if (position === at) throw new WireError('expected a value');
  return position;
}
