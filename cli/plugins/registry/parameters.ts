import type { JsonObject } from '../../../api/tools.js';
import { isExactNumber, stringifyExact } from '../../lib/exact-json.js';
import { typeOf } from './schema-type.js';

/** One parameter of a tool, or a member of one. */
export interface Parameter {
  /** With the path to it: `filter.labels[].name`. */
  name: string;
  type: string;
  required: boolean;
  description: string;
  /** In words, such as `at most 10 items`. */
  constraints: string[];
  /** As JSON; undefined when there is none. */
  default?: string;
}

const MAX_DEPTH = 4;

const CONSTRAINTS: [keyword: string, words: (value: string) => string][] = [
  ['const', (value) => `always ${value}`],
  ['minimum', (value) => `at least ${value}`],
  ['maximum', (value) => `at most ${value}`],
  ['exclusiveMinimum', (value) => `more than ${value}`],
  ['exclusiveMaximum', (value) => `less than ${value}`],
  ['multipleOf', (value) => `a multiple of ${value}`],
  ['minLength', (value) => `at least ${value} characters`],
  ['maxLength', (value) => `at most ${value} characters`],
  ['pattern', (value) => `matches ${value}`],
  ['format', (value) => `format ${value}`],
  ['minItems', (value) => `at least ${value} items`],
  ['maxItems', (value) => `at most ${value} items`],
];

/** What a JSON Schema with an object at its root asks for, the members of members behind their owner. */
export function parametersOf(schema: JsonObject): Parameter[] {
  return membersOf(schema, { root: schema, path: '', depth: 0 });
}

interface Place {
  /** The whole schema, where references lead. */
  root: JsonObject;
  path: string;
  depth: number;
}

function membersOf(schema: JsonObject, { root, path, depth }: Place): Parameter[] {
  if (depth >= MAX_DEPTH) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(asObject(schema.properties)).flatMap(([key, value]) => {
    const member = resolve(asObject(value), root);
    const name = path + key;
    const inner = innerOf(member, root);
    return [
      describe(member, { name, required: required.includes(key), root }),
      ...membersOf(inner.schema, { root, path: name + inner.step, depth: depth + 1 }),
    ];
  });
}

function describe(
  schema: JsonObject,
  context: { name: string; required: boolean; root: JsonObject },
): Parameter {
  const { name, required, root } = context;
  const description = typeof schema.description === 'string' ? schema.description : '';
  const constraints = CONSTRAINTS.flatMap(([keyword, words]) =>
    schema[keyword] === undefined ? [] : [words(asText(schema[keyword]))],
  );
  if (Array.isArray(schema.enum)) constraints.unshift(`one of ${schema.enum.map(asText).join(', ')}`);
  const type = typeOf(schema, (inner) => resolve(inner, root));
  const fallback = schema.default === undefined ? undefined : stringifyExact(schema.default);
  return { name, type, required, description, constraints, default: fallback };
}

/** Whose members to list below a parameter: its own, or those of the items of a list. */
function innerOf(schema: JsonObject, root: JsonObject): { schema: JsonObject; step: string } {
  return schema.type === 'array'
    ? { schema: resolve(asObject(schema.items), root), step: '[].' }
    : { schema, step: '.' };
}

/** Follows a reference within the document; what is written beside it wins. */
function resolve(schema: JsonObject, root: JsonObject): JsonObject {
  if (typeof schema.$ref !== 'string' || !schema.$ref.startsWith('#/')) return schema;
  const target = schema.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => asObject(node)[key], root);
  return { ...asObject(target), ...schema };
}

function asText(value: unknown): string {
  return typeof value === 'string' && !isExactNumber(value) ? value : stringifyExact(value);
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
