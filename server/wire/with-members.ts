import { OPEN_OBJECT } from './json-scanner.js';
import type { Span } from './message.js';
import { rewriteObject } from './rewrite-object.js';

/**
 * An object as JSON text with these members in front of its own, whose values are as they were. Where it has
 * such members itself, they are replaced; where the value is no object, one takes its place.
 * @param added by key: JSON text
 * @throws WireError when a key that is to be replaced stands twice
 */
export function withMembers(bytes: Buffer, span: Span, added: ReadonlyMap<string, string>): string {
  const front = membersText(added);
  if (bytes[span.start] !== OPEN_OBJECT) return `{${front}}`;
  const others = rewriteObject(bytes, span, new Map([...added.keys()].map((key) => [key, undefined])));
  return others === '{}' ? `{${front}}` : `{${front},${others.slice(1)}`;
}

/** Members as they stand between the braces of an object. */
export function membersText(members: ReadonlyMap<string, string>): string {
  return [...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',');
}
