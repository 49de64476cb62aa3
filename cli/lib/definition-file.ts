import { readFile } from 'node:fs/promises';
import { ParseError, parseDocuments } from '../../definitions/parse.js';
import { fillPlaceholders } from '../../definitions/placeholders.js';
import { type JsonDocument, lineOf, type Problem, problemsOf, type Shape } from '../../definitions/shape.js';
import { FileError, fileProblem } from './errors.js';
import { readJsonObject } from './json-document.js';

/**
 * Reads a file given by `--conf`, JSON or YAML: no fields but those of its shape, each as it has to be,
 * placeholders replaced from the environment; what is null counts as absent.
 * @throws FileError that names the file and every field that is wrong
 */
export async function readDefinition<T>(path: string, shape: Shape<T>): Promise<T> {
  const { value, problems } = fillPlaceholders(await readOne(path), process.env);
  refuse(path, problems);
  const given = Object.entries(value as JsonDocument).filter(([, field]) => field !== null);
  const definition = Object.fromEntries(given);
  refuse(path, problemsOf(definition, shape));
  return definition as T;
}

/** @throws FileError that says where the file is no JSON object */
export async function readJsonFile(path: string): Promise<JsonDocument> {
  return readJsonObject(await readText(path), (problem) => new FileError(path, problem));
}

/** @throws FileError that says why the file cannot be read */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new FileError(path, fileProblem(error), { cause: error });
  });
}

async function readOne(path: string): Promise<JsonDocument> {
  const documents = await parseDocuments(await readText(path), path).catch((error: unknown) => {
    throw error instanceof ParseError ? new FileError(path, error.message, { cause: error }) : error;
  });
  const [first] = documents;
  if (first === undefined || documents.length > 1) {
    throw new FileError(path, `holds ${documents.length} documents; one is needed`);
  }
  return first;
}

function refuse(path: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new FileError(path, problems.map(lineOf).join('; '));
}
