import { parseExact } from './exact-json.js';

/** A JSON object that a person wrote. */
export type JsonDocument = Record<string, unknown>;

/**
 * Reads a JSON object; numbers stay exact.
 * @param problem makes the error to throw: of the line and column, or of what was found instead of an object
 */
export function readJsonObject(text: string, problem: (message: string) => Error): JsonDocument {
  if (text.trim() === '') throw problem('is empty; a JSON object is needed');
  const value = parse(text, problem);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonDocument;
  throw problem(`holds ${kindOf(value)}; a JSON object is needed`);
}

function parse(text: string, problem: (message: string) => Error): unknown {
  try {
    return parseExact(text);
  } catch {
    const before = text.slice(0, offenceIn(text)).split('\n');
    const position = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw problem(`is not JSON (${position})`);
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

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
