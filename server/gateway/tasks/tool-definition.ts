import type { CatalogItem } from '../../registry/catalog.js';
import { taskSupport } from '../../registry/task-support.js';
import type { Era } from '../../upstream/protocol-revisions.js';
import { members } from '../../wire/members.js';
import { rewriteObject } from '../../wire/rewrite-object.js';
import { splice } from '../../wire/splice.js';

const KEY = 'execution';
const PROMISE = '"taskSupport"';

/**
 * Whether a tool's definition says that its calls can go on as tasks, which for clients of this era they cannot.
 * They would believe it where another server's can.
 */
export function promisesTasks({ server, original }: CatalogItem, era: Era): boolean {
  return taskSupport(server)?.era !== era && original.includes(PROMISE);
}

/** A definition without that promise, otherwise byte for byte what it was. */
export function withoutTaskSupport(definition: string): string {
  const bytes = Buffer.from(definition);
  const span = members(bytes, { start: 0, end: bytes.length }).get(KEY);
  if (!span) return definition;
  const text = rewriteObject(bytes, span, new Map([['taskSupport', undefined]]));
  return splice(bytes, [{ ...span, text }]).toString();
}
