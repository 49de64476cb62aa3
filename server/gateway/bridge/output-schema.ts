import type { ListedTool } from '../../upstream/param-headers.js';
import { jsonText, members, stringValue } from '../../wire/members.js';
import type { Span } from '../../wire/message.js';
import { type Edit, splice } from '../../wire/splice.js';
import { withoutMembers } from '../../wire/without-members.js';

const KEY = 'outputSchema';
const known = new WeakMap<ListedTool, boolean>();

/**
 * Whether the structured results of a tool can be something else than an object, which is all that legacy
 * clients know (2025-11-25, server/tools, Output Schema). They get them as the `result` of an object.
 */
export function wrapsOutput(tool: ListedTool): boolean {
  let wraps = known.get(tool);
  if (wraps === undefined) known.set(tool, (wraps = isNoObject(tool.original)));
  return wraps;
}

/**
 * The definition of a tool as legacy clients get it. A schema with references, which point from its root,
 * is left out: it would mean something else within another one.
 */
export function legacyDefinition(definition: string): string {
  const bytes = Buffer.from(definition);
  const whole = { start: 0, end: bytes.length };
  const schema = members(bytes, whole).get(KEY);
  if (!schema) return definition;
  const text = jsonText(bytes, schema);
  const edits: Edit[] = text.includes('"$ref"')
    ? withoutMembers(bytes, whole, new Set([KEY]))
    : [{ ...schema, text: `{"type":"object","properties":{"result":${text}}}` }];
  return splice(bytes, edits).toString();
}

function isNoObject(definition: string): boolean {
  // Most tools have none, and those are not to be looked through.
  if (!definition.includes(KEY)) return false;
  const bytes = Buffer.from(definition);
  const schema: Span | undefined = members(bytes, { start: 0, end: bytes.length }).get(KEY);
  const type = schema && members(bytes, schema).get('type');
  return schema !== undefined && (type && stringValue(bytes, type)) !== 'object';
}
