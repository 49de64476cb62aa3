import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  skipKey,
  skipSpace,
  skipTo,
  skipValue,
} from './json-scanner.js';
import { decodeString } from './decode-string.js';
import { QUOTE } from './json-string.js';
import type { Members, Span } from './message.js';
import { JsonRpcCode, WireError } from './wire-error.js';

/** The members of one object as they were met. */
export class MemberTable implements Members {
  /** The position behind the object. */
  end = 0;
  private readonly spans = new Map<string, Span>();
  private repeated: Set<string> | undefined;

  get(key: string): Span | undefined {
    if (this.repeated?.has(key)) throw new WireError(`"${key}" stands twice`, JsonRpcCode.invalidRequest);
    return this.spans.get(key);
  }

  /** In the order of the object; of a key that stands twice the last value. */
  entries(): IterableIterator<[string, Span]> {
    return this.spans.entries();
  }

  add(key: string, span: Span): void {
    if (this.spans.has(key)) (this.repeated ??= new Set()).add(key);
    this.spans.set(key, span);
  }
}

/** What a message has that carries no object. */
export const NO_MEMBERS: Members = new MemberTable();

/** Passes over the value of `key` that begins at `at`; returns the position behind it. */
export type Skip = (key: string, at: number) => number;

/**
 * Reads the object that begins at `at`: its own level, what is below is passed over.
 * @throws WireError when it is not JSON
 */
export function readMembers(bytes: Buffer, at: number, skip?: Skip): MemberTable {
  const table = new MemberTable();
  let position = skipSpace(bytes, at + 1);
  if (bytes[position] !== CLOSE_OBJECT) {
    for (;;) {
      const start = skipKey(bytes, position);
      const key = decodeString(bytes, position);
      const end = skip ? skip(key, start) : skipValue(bytes, start);
      table.add(key, { start, end });
      position = skipSpace(bytes, end);
      if (bytes[position] === CLOSE_OBJECT) break;
      position = skipTo(bytes, position, COMMA);
    }
  }
  table.end = position + 1;
  return table;
}

/** The members of the object at `span`; none when the value is not an object. */
export function members(bytes: Buffer, span: Span): Members {
  return bytes[span.start] === OPEN_OBJECT ? readMembers(bytes, span.start) : NO_MEMBERS;
}

/** Where the elements of the array at `span` stand; undefined when the value is not an array. */
export function elements(bytes: Buffer, span: Span): Span[] | undefined {
  if (bytes[span.start] !== OPEN_ARRAY) return undefined;
  const found: Span[] = [];
  let start = skipSpace(bytes, span.start + 1);
  if (bytes[start] === CLOSE_ARRAY) return found;
  for (;;) {
    const end = skipValue(bytes, start);
    found.push({ start, end });
    const next = skipSpace(bytes, end);
    if (bytes[next] === CLOSE_ARRAY) return found;
    start = skipTo(bytes, next, COMMA);
  }
}

/** The JSON text at `span`. */
export function jsonText(bytes: Buffer, span: Span): string {
  return bytes.toString('utf8', span.start, span.end);
}

/** The string at `span`, decoded; undefined when the value is not a string. */
export function stringValue(bytes: Buffer, span: Span): string | undefined {
  return bytes[span.start] === QUOTE ? decodeString(bytes, span.start) : undefined;
}
