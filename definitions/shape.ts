import { near } from './near.js';

/** A JSON object that a person wrote. */
export type JsonDocument = Record<string, unknown>;

/** What is wrong with a definition, and where. */
export interface Problem {
  /** For example `headers.X-Key`; empty for the whole. */
  field: string;
  problem: string;
}

/** Completes the sentence that a field's name begins, such as "must be text"; undefined when all is well. */
export type Rule = (value: unknown, whole: JsonDocument) => string | undefined;

const TYPES = {
  text: { check: (value: unknown) => typeof value === 'string', words: 'text' },
  number: { check: (value: unknown) => typeof value === 'number', words: 'a number' },
  flag: { check: (value: unknown) => typeof value === 'boolean', words: 'true or false' },
  flagOrObject: {
    check: (value: unknown) => typeof value === 'boolean' || isObject(value),
    words: 'true, false or an object',
  },
  texts: { check: isListOfText, words: 'a list of text' },
  textMap: {
    check: (value: unknown) => isObject(value) && isListOfText(Object.values(value)),
    words: 'an object of text',
  },
  tokenReference: { check: isTokenReference, words: 'an object with "env", "file" or both' },
} as const;

/** What one field of a definition may be. */
export interface Field {
  type: keyof typeof TYPES;
  /** Whether a definition must have it. */
  required?: (whole: JsonDocument) => boolean;
  rules?: readonly Rule[];
  /** For every item of a list. */
  each?: Rule;
  /** Its texts are secrets: `***` stands for what is stored. */
  secret?: true;
}

/** The fields that a kind of definition has. */
export type Shape<T = JsonDocument> = Readonly<Record<Extract<keyof T, string>, Field>>;

export const ALWAYS = (): boolean => true;

/** All that is wrong with a definition; a field that is null counts as absent. */
export function problemsOf(definition: JsonDocument, shape: Shape): Problem[] {
  const given = Object.entries(definition).filter(([, value]) => value !== null && value !== undefined);
  const names = new Set(given.map(([name]) => name));
  const missing = Object.keys(shape).filter(
    (name) => !names.has(name) && shape[name]?.required?.(definition) === true,
  );
  return [
    ...given.flatMap(([name, value]) => problemsOfField({ name, value, whole: definition }, shape)),
    ...missing.map((field) => ({ field, problem: `${field} is missing` })),
  ];
}

/** One line: the field's name in front, unless the problem names it. */
export function lineOf({ field, problem }: Problem): string {
  return field === '' || problem.startsWith(field) || problem.startsWith('unknown key')
    ? problem
    : `${field}: ${problem}`;
}

export function isObject(value: unknown): value is JsonDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Given {
  name: string;
  value: unknown;
  whole: JsonDocument;
}

function problemsOfField({ name, value, whole }: Given, shape: Shape): Problem[] {
  const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
  if (field === undefined) return [{ field: name, problem: unknownKey(name, Object.keys(shape)) }];
  const { check, words } = TYPES[field.type];
  if (!check(value)) return [{ field: name, problem: `${name} must be ${words}` }];
  const own = (field.rules ?? []).map((rule) => rule(value, whole)).find((said) => said !== undefined);
  const items =
    field.each === undefined ? [] : problemsOfItems(value as unknown[], { name, rule: field.each });
  return own === undefined ? items : [{ field: name, problem: `${name} ${own}` }];
}

function problemsOfItems(items: unknown[], { name, rule }: { name: string; rule: Rule }): Problem[] {
  return items.flatMap((item, index) => {
    const said = rule(item, {});
    return said === undefined ? [] : { field: `${name}[${index}]`, problem: `${name}[${index}] ${said}` };
  });
}

export function unknownKey(key: string, known: readonly string[]): string {
  const [meant] = near(known, key);
  const hint = meant === undefined ? `it may hold ${known.join(', ')}` : `did you mean "${meant}"?`;
  return `unknown key "${key}"; ${hint}`;
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTokenReference(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([key, item]) => (key === 'env' || key === 'file') && (item === null || typeof item === 'string'),
    )
  );
}
