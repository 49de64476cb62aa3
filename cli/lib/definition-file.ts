import { readFile } from 'node:fs/promises';
import { FileError, fileProblem } from './errors.js';
import { isExactNumber } from './exact-json.js';
import { type JsonDocument, readJsonObject } from './json-document.js';
import { nearest } from './nearest.js';
import { PlaceholderError, replacePlaceholders } from './placeholders.js';

const FIELD_TYPES = {
  text: { check: (value: unknown) => typeof value === 'string', words: 'text' },
  number: { check: isExactNumber, words: 'a number' },
  texts: { check: isListOfText, words: 'a list of text' },
  textMap: {
    check: (value: unknown) => isMap(value) && isListOfText(Object.values(value)),
    words: 'an object of text',
  },
  tokenReference: { check: isTokenReference, words: 'an object with "env", "file" or both' },
} as const;

export type FieldType = keyof typeof FIELD_TYPES;

/** The fields that a kind of file may have. A star marks those it must have. */
export type Shape<T> = Record<Extract<keyof T, string>, FieldType | `${FieldType}*`>;

/**
 * Reads a file given by `--conf`: a JSON object with no fields but those of its shape, each of the right
 * type, placeholders replaced from the environment; what is null counts as absent.
 * @throws FileError that names the file and the field
 */
export async function readDefinition<T>(path: string, shape: Shape<T>): Promise<T> {
  const document = await readJsonFile(path);
  const filled = fill(document, path);
  const given = Object.entries(filled).filter(([, value]) => value !== null);
  const problem = shapeProblem(new Map(given), shape);
  if (problem !== undefined) throw new FileError(path, problem);
  return Object.fromEntries(given) as T;
}

/** @throws FileError that says where the file is no JSON object */
export async function readJsonFile(path: string): Promise<JsonDocument> {
  return readJsonObject(await readText(path), (problem) => new FileError(path, problem));
}

/** @throws FileError that says why the file cannot be read */
async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new FileError(path, fileProblem(error), { cause: error });
  });
}

function fill(document: JsonDocument, path: string): JsonDocument {
  try {
    return replacePlaceholders(document, process.env) as JsonDocument;
  } catch (error) {
    if (error instanceof PlaceholderError) throw new FileError(path, error.message, { cause: error });
    throw error;
  }
}

function shapeProblem(given: Map<string, unknown>, shape: Record<string, string>): string | undefined {
  for (const [key, value] of given) {
    if (!Object.hasOwn(shape, key)) return unknownKey(key, Object.keys(shape));
    const { check, words } = FIELD_TYPES[shape[key]?.replace('*', '') as FieldType];
    if (!check(value)) return `${key} must be ${words}`;
  }
  const missing = Object.keys(shape).find((key) => shape[key]?.endsWith('*') && !given.has(key));
  return missing && `${missing} is missing`;
}

function unknownKey(key: string, known: string[]): string {
  const [near] = nearest(key, known);
  const hint = near === undefined ? `it may hold ${known.join(', ')}` : `did you mean "${near}"?`;
  return `unknown key "${key}"; ${hint}`;
}

function isMap(value: unknown): value is JsonDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTokenReference(value: unknown): boolean {
  return (
    isMap(value) &&
    Object.entries(value).every(
      ([key, item]) => (key === 'env' || key === 'file') && (item === null || typeof item === 'string'),
    )
  );
}
