import { extname } from 'node:path';
import { isObject, type JsonDocument } from './shape.js';

/** What a text holds instead of definitions. */
export class ParseError extends Error {}

/**
 * The documents of a file: one of JSON, one or more of YAML.
 * @param path says by its ending which of them it is; JSON when it says nothing
 * @throws ParseError that says where the text is neither
 */
export async function parseDocuments(text: string, path: string): Promise<JsonDocument[]> {
  if (text.trim() === '') throw new ParseError('is empty; a JSON object is needed');
  const isYaml = ['.yaml', '.yml'].includes(extname(path).toLowerCase());
  const values = isYaml ? await parseYaml(text) : [parseJson(text)];
  return values.map((value) => {
    if (isObject(value)) return value;
    throw new ParseError(`holds ${described(value)}; a JSON object is needed`);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const before = text.slice(0, offenceIn(text)).split('\n');
    const position = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new ParseError(`is not JSON (${position})`);
  }
}

async function parseYaml(text: string): Promise<unknown[]> {
  const { parseAllDocuments } = await import('yaml');
  const documents = [...parseAllDocuments(text, { prettyErrors: true })];
  return documents
    .map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw new ParseError(`is not YAML (${firstLine(error.message)})`);
      return valueOf(document);
    })
    .filter((value) => value !== null);
}

/** An alias may stand for more than any machine can hold. */
function valueOf(document: { toJS: (options: { maxAliasCount: number }) => unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new ParseError(`is not YAML (${firstLine((error as Error).message)})`, { cause: error });
  }
}

/**
 * Where a text stops being JSON. JSON.parse tells it for some mistakes only, so we look for the longest
 * beginning that could still become JSON.
 */
export function offenceIn(text: string): number {
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (couldBecomeJson(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function couldBecomeJson(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    if (/end of JSON input|Unterminated string/.test(message)) return true;
    return Number(/at position (\d+)/.exec(message)?.[1]) === beginning.length;
  }
}

/** What a person wrote instead of an object. */
export function described(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.replace(/:$/, '');
}
