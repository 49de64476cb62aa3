import type { Span } from './message.js';

/** Puts `text` in the place of a span; where the span is empty, `text` is inserted. */
export interface Edit extends Span {
  readonly text: string;
}

/**
 * A copy of `bytes` with the edits made; every other byte is as it was.
 * @param edits in the order of their places, none overlapping another
 */
export function splice(bytes: Buffer, edits: readonly Edit[]): Buffer {
  const result = Buffer.allocUnsafe(lengthAfter(bytes, edits));
  let from = 0;
  let to = 0;
  for (const edit of edits) {
    if (edit.start < from) throw new RangeError('edits overlap or are out of order');
    to += bytes.copy(result, to, from, edit.start);
    to += result.write(edit.text, to);
    from = edit.end;
  }
  bytes.copy(result, to, from);
  return result;
}

function lengthAfter(bytes: Buffer, edits: readonly Edit[]): number {
  return edits.reduce(
    (length, edit) => length + Buffer.byteLength(edit.text) - (edit.end - edit.start),
    bytes.length,
  );
}
