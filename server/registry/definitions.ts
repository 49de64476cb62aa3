import { createHash } from 'node:crypto';
import { members, stringValue } from '../wire/members.js';
import type { Span } from '../wire/message.js';
import { splice } from '../wire/splice.js';
import { withoutMembers } from '../wire/without-members.js';
import type { CatalogItem, ItemKind } from './catalog.js';

/** The member that names an item in its definition. */
const NAME_KEY: Readonly<Record<ItemKind, string>> = {
  tool: 'name',
  prompt: 'name',
  resource: 'uri',
  resource_template: 'uriTemplate',
};

/** The name, URI or URI template that a definition carries; undefined when it has none that is a string. */
export function nameIn(kind: ItemKind, definition: string): string | undefined {
  const bytes = Buffer.from(definition);
  const span = nameSpan(kind, bytes);
  return span && stringValue(bytes, span);
}

/** The definition under another name, otherwise byte for byte what it was. */
export function withName(kind: ItemKind, definition: string, name: string): string {
  const bytes = Buffer.from(definition);
  const span = nameSpan(kind, bytes);
  if (!span) return definition;
  return bytes.toString('utf8', 0, span.start) + JSON.stringify(name) + bytes.toString('utf8', span.end);
}

/** The item as agents see it when it goes by another name. */
export function renamed(item: CatalogItem, name: string): CatalogItem {
  return { ...item, name, definition: withName(item.kind, item.original, name) };
}

/** The definition with another description, otherwise byte for byte what it was. */
export function described(definition: string, description: string): string {
  const bytes = Buffer.from(definition);
  const edits = withoutMembers(bytes, { start: 0, end: bytes.length }, new Set(['description']));
  const others = splice(bytes, edits).toString();
  return `{"description":${JSON.stringify(description)},${others.slice(others.indexOf('{') + 1)}`;
}

/**
 * SHA-256 in hex of a definition with its keys in order, so that an upstream that only reorders them changes
 * nothing.
 * @throws SyntaxError when it is not JSON
 */
export function fingerprintOf(definition: string): string {
  const ordered = JSON.stringify(JSON.parse(definition), (_, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(byKey)) : value,
  );
  return sha256(ordered);
}

/** SHA-256 in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws WireError when the definition has the key twice */
function nameSpan(kind: ItemKind, bytes: Buffer): Span | undefined {
  return members(bytes, { start: 0, end: bytes.length }).get(NAME_KEY[kind]);
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
