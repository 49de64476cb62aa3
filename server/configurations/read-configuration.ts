import type { Configuration, DefinitionType } from '../../api/configurations.js';
import { FACTS, KINDS, LISTS } from '../../definitions/kinds.js';
import { isObject, type JsonDocument, lineOf, problemsOf, unknownKey } from '../../definitions/shape.js';
import { InvalidError } from '../common/errors.js';

const MAX_DEFINITIONS = 10_000;
/** More than anyone reads; keeps an answer small whatever was sent. */
const MOST_DETAILS = 50;

/**
 * Reads a body by the rules that hold for files.
 * @throws InvalidError that names every field that is wrong
 */
export function readConfiguration(body: object): Configuration {
  const document = body as JsonDocument;
  const unknown = Object.keys(document).filter((key) => !(LISTS as string[]).includes(key));
  const problems = [
    ...unknown.map((key) => unknownKey(key, LISTS)),
    ...KINDS.flatMap((type) => problemsOfList(type, document[FACTS[type].list])),
  ].slice(0, MOST_DETAILS);
  if (problems.length > 0) throw new InvalidError(`the request is invalid: ${problems.join('; ')}`, problems);
  return Object.fromEntries(
    LISTS.flatMap((list) =>
      Array.isArray(document[list]) ? [[list, document[list].map(withoutNulls)]] : [],
    ),
  );
}

function problemsOfList(type: DefinitionType, list: unknown): string[] {
  const { list: name, shape } = FACTS[type];
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) return [`${name} must be a list`];
  if (list.length > MAX_DEFINITIONS) return [`${name} must hold at most ${MAX_DEFINITIONS} definitions`];
  const seen = new Set<unknown>();
  return list.flatMap((item: unknown, index) => {
    const at = `${name}[${index}]`;
    if (!isObject(item)) return `${at} must be an object`;
    const found = problemsOf(item, shape).map((problem) => `${at}: ${lineOf(problem)}`);
    if ((item.access_token_ref ?? undefined) !== undefined) {
      found.push(`${at}: access_token_ref is for files; send the token itself as access_token`);
    }
    if (seen.has(item.name)) found.push(`${at}: name is that of another definition in the list`);
    seen.add(item.name);
    return found;
  });
}

function withoutNulls(item: unknown): JsonDocument {
  return Object.fromEntries(Object.entries(item as JsonDocument).filter(([, value]) => value !== null));
}
