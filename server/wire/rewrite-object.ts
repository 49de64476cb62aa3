import { OPEN_OBJECT } from './json-scanner.js';
import { jsonText, readMembers } from './members.js';
import type { Span } from './message.js';

/**
 * An object as JSON text with some members changed; the values of the others are as they were.
 * @param changes by key: JSON text, or undefined to leave the member out
 * @throws WireError when a key that is to be changed stands twice
 */
export function rewriteObject(
  bytes: Buffer,
  span: Span,
  changes: ReadonlyMap<string, string | undefined>,
): string {
  if (bytes[span.start] !== OPEN_OBJECT) return jsonText(bytes, span);
  const table = readMembers(bytes, span.start);
  for (const key of changes.keys()) table.get(key);
  return `{${[...table.entries()]
    .map(([key, value]) => [key, changes.has(key) ? changes.get(key) : jsonText(bytes, value)] as const)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
    .join(',')}}`;
}
