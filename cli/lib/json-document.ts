import { described, offenceIn } from '../../definitions/parse.js';
import type { JsonDocument } from '../../definitions/shape.js';
import { parseExact } from './exact-json.js';

/**
 * Reads a JSON object; numbers stay exact.
 * @param problem makes the error to throw: of the line and column, or of what was found instead of an object
 */
export function readJsonObject(text: string, problem: (message: string) => Error): JsonDocument {
  if (text.trim() === '') throw problem('is empty; a JSON object is needed');
  const value = parse(text, problem);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonDocument;
  throw problem(`holds ${described(value)}; a JSON object is needed`);
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
