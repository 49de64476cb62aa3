import { jsonText, members, stringValue } from '../wire/members.js';
import type { Message } from '../wire/message.js';

/** An argument of a tool that is mirrored in a header, so that intermediaries can route by it. */
export interface ParamHeader {
  /** For example `Mcp-Param-Region`. */
  readonly header: string;
  /** From the arguments' root to the value. */
  readonly path: readonly string[];
}

/** A tool as its server listed it. */
export interface ListedTool {
  /** JSON text. */
  readonly original: string;
}

interface Schema {
  type?: unknown;
  properties?: unknown;
  'x-mcp-header'?: unknown;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const TYPES = new Set<unknown>(['string', 'integer', 'boolean']);
const MAX_DEPTH = 20;
const known = new WeakMap<ListedTool, readonly ParamHeader[]>();

/** {@link paramHeadersOf} of a tool, read once for each. */
export function paramHeadersOfTool(tool: ListedTool): readonly ParamHeader[] {
  let declared = known.get(tool);
  if (!declared) known.set(tool, (declared = paramHeadersOf(tool.original)));
  return declared;
}

/**
 * The arguments that a tool declares with `x-mcp-header` (2026-07-28, basic/transports/streamable-http, Custom
 * headers); none when one of the declarations is not valid, for such a tool has no headers that anyone can rely on.
 * @param definition the tool as its server listed it: JSON text
 */
export function paramHeadersOf(definition: string): readonly ParamHeader[] {
  // Parsing a thousand schemas to learn that they declare nothing would be most of the work.
  if (!definition.includes('x-mcp-header')) return [];
  const { inputSchema } = JSON.parse(definition) as { inputSchema?: unknown };
  const found: ParamHeader[] = [];
  const valid = collect(inputSchema, [], found);
  const names = new Set(found.map(({ header }) => header.toLowerCase()));
  return valid && names.size === found.length ? found : [];
}

/**
 * The argument at `path`, which `String` turns into what the header says; undefined when it is none to mirror:
 * absent, no scalar, or a number that not every language reads alike.
 * @throws WireError when a key on the way stands twice
 */
export function mirroredArgument(
  { bytes, members: params }: Message,
  path: readonly string[],
): string | number | boolean | undefined {
  let span = params.get('arguments');
  for (const key of path) span = span && members(bytes, span).get(key);
  if (!span) return undefined;
  const text = stringValue(bytes, span);
  return text ?? scalar(jsonText(bytes, span));
}

function scalar(text: string): number | boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = /^[-0-9]/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))
    ? value
    : undefined;
}

function collect(schema: unknown, path: readonly string[], found: ParamHeader[]): boolean {
  if (typeof schema !== 'object' || schema === null || path.length > MAX_DEPTH) return true;
  const { type, properties, 'x-mcp-header': name } = schema as Schema;
  if (name !== undefined) {
    if (path.length === 0 || typeof name !== 'string' || !TOKEN.test(name) || !TYPES.has(type)) return false;
    found.push({ header: `Mcp-Param-${name}`, path });
  }
  if (typeof properties !== 'object' || properties === null) return true;
  return Object.entries(properties).every(([key, child]) => collect(child, [...path, key], found));
}
