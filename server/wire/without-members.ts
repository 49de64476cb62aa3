import { CLOSE_OBJECT, COMMA, OPEN_OBJECT, skipKey, skipSpace, skipTo, skipValue } from './json-scanner.js';
import { decodeString } from './decode-string.js';
import type { Span } from './message.js';
import type { Edit } from './splice.js';

/** A member from its key to the end of its value. */
interface Member extends Span {
  readonly key: string;
}

/**
 * The edits by which an object loses these members, with the commas that belong to them; none where the value
 * has no such member.
 * @throws WireError when it is not JSON
 */
export function withoutMembers(bytes: Buffer, span: Span, keys: ReadonlySet<string>): Edit[] {
  const all = bytes[span.start] === OPEN_OBJECT ? membersOf(bytes, span.start) : [];
  const lastKept = all.findLastIndex(({ key }) => !keys.has(key));
  const edits: Edit[] = all
    .map(({ key, start }, index) => ({ key, start, end: all[index + 1]?.start ?? start, text: '' }))
    .slice(0, Math.max(lastKept, 0))
    .filter(({ key }) => keys.has(key));
  const last = all.at(-1);
  if (last && lastKept < all.length - 1) {
    edits.push({ start: all[lastKept]?.end ?? all[0]!.start, end: last.end, text: '' });
  }
  return edits;
}

function membersOf(bytes: Buffer, at: number): Member[] {
  const found: Member[] = [];
  let start = skipSpace(bytes, at + 1);
  while (bytes[start] !== CLOSE_OBJECT) {
    const end = skipValue(bytes, skipKey(bytes, start));
    found.push({ key: decodeString(bytes, start), start, end });
    const next = skipSpace(bytes, end);
    start = bytes[next] === CLOSE_OBJECT ? next : skipTo(bytes, next, COMMA);
  }
  return found;
}
