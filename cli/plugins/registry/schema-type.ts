import type { JsonObject } from '../../../api/tools.js';

type Resolve = (schema: JsonObject) => JsonObject;

/** Deeper than this a type is just called by its outermost kind. */
const MAX_DEPTH = 3;

/** A JSON Schema's type in words: `string`, `list of number`, `string or null`. */
export function typeOf(schema: JsonObject, resolve: Resolve, depth = 0): string {
  const { type } = schema;
  if (type === 'array') return listType(schema, resolve, depth);
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return type.join(' or ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices) && depth < MAX_DEPTH) {
    const types = choices.map((choice) => typeOf(resolve(choice as JsonObject), resolve, depth + 1));
    return [...new Set(types)].join(' or ');
  }
  if (Array.isArray(schema.enum)) return [...new Set(schema.enum.map((value) => typeof value))].join(' or ');
  return 'any';
}

function listType({ items }: JsonObject, resolve: Resolve, depth: number): string {
  if (typeof items !== 'object' || items === null || depth >= MAX_DEPTH) return 'list';
  return `list of ${typeOf(resolve(items as JsonObject), resolve, depth + 1)}`;
}
