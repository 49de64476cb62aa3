import { SECRET_MASK } from '../api/servers.js';
import type { SourceFile } from './files.js';
import { FACTS, isWholeConfiguration, type Kind, kindOf, KINDS, LISTS } from './kinds.js';
import { described, ParseError, parseDocuments } from './parse.js';
import { type Environment, type Filled, fillPlaceholders, type PlaceholderProblem } from './placeholders.js';
import { isObject, type JsonDocument, type Problem, problemsOf, unknownKey } from './shape.js';

/** One definition of a file. */
export interface Definition {
  kind: Kind;
  file: string;
  /** Where in the file, such as `servers[2]`; empty when the file is the definition. */
  field: string;
  /** Placeholders replaced, what was null left out. */
  fields: JsonDocument;
}

/** What a file holds, and all that is wrong with it. */
export interface FileReport {
  file: string;
  /** `configuration` for several definitions together; null when it cannot be told. */
  type: Kind | 'configuration' | null;
  problems: Problem[];
  definitions: Definition[];
  /** Secrets whose placeholder is unset: the stored ones are meant. */
  kept: PlaceholderProblem[];
}

export interface ReadOptions {
  /** Where placeholders get their values from. */
  env: Environment;
  /** Variables that files may not use, whether they are set or not. */
  refuses?: (variable: string) => boolean;
  /** What the file defines, where its keys are not to tell. */
  kind?: Kind;
}

/** Reads what a file defines and checks it by the server's own rules. Never throws for what it holds. */
export async function readDefinitions(source: SourceFile, options: ReadOptions): Promise<FileReport> {
  const report: FileReport = { file: source.path, type: null, problems: [], definitions: [], kept: [] };
  try {
    const documents = await parseDocuments(source.text, source.path);
    for (const document of documents) readDocument(document, { report, source, options });
    if (documents.length > 1) report.type = 'configuration';
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    report.problems.push({ field: '', problem: error.message });
  }
  return report;
}

interface Reading {
  report: FileReport;
  source: SourceFile;
  options: ReadOptions;
}

function readDocument(document: JsonDocument, reading: Reading): void {
  const { report, source, options } = reading;
  if (options.kind === undefined && isWholeConfiguration(document)) {
    report.type = 'configuration';
    return readLists(document, reading);
  }
  const kind = options.kind ?? kindOf(document, source.folder);
  report.type = kind ?? null;
  if (kind !== undefined) return readOne(document, { kind, field: '', reading });
  const problem = `does not tell what it defines; --type ${KINDS.join('|')} says it, or a folder called ${LISTS.join(', ')}`;
  report.problems.push({ field: '', problem });
}

function readLists(document: JsonDocument, reading: Reading): void {
  const { report } = reading;
  for (const key of Object.keys(document)) {
    if (!(LISTS as string[]).includes(key))
      report.problems.push({ field: key, problem: unknownKey(key, LISTS) });
  }
  for (const kind of KINDS) {
    const { list } = FACTS[kind];
    const items = document[list] ?? [];
    if (!Array.isArray(items)) {
      report.problems.push({ field: list, problem: `${list} must be a list` });
      continue;
    }
    items.forEach((item: unknown, index) => {
      const field = `${list}[${index}]`;
      if (isObject(item)) return readOne(item, { kind, field, reading });
      report.problems.push({ field, problem: `${field} must be an object, not ${described(item)}` });
    });
  }
}

interface Place {
  kind: Kind;
  field: string;
  reading: Reading;
}

function readOne(document: JsonDocument, { kind, field, reading }: Place): void {
  const { report, options } = reading;
  const { shape } = FACTS[kind];
  const { value, problems: found } = fillPlaceholders(document, options.env);
  const problems = found.map((problem) => refused(problem, options));
  const isKept = ({ field: at, unset }: PlaceholderProblem) =>
    unset !== undefined && shape[at.split(/[.[]/)[0]!]?.secret === true;
  const kept = problems.filter(isKept);
  const fields = withMasks({ value, problems: kept });
  const wrong = [...problems.filter((problem) => !isKept(problem)), ...problemsOf(fields, shape)];
  report.problems.push(...onePerField(wrong).map((problem) => within(field, problem)));
  report.kept.push(...kept.map((problem) => ({ ...problem, field: join(field, problem.field) })));
  report.definitions.push({ kind, file: report.file, field, fields });
}

/** A variable that is not for files must not pass for one that is not set: nothing is kept for its sake. */
function refused(problem: PlaceholderProblem, { refuses }: ReadOptions): PlaceholderProblem {
  const { field, unset } = problem;
  if (unset === undefined || refuses?.(unset) !== true) return problem;
  return { field, problem: `the environment variable ${unset} is not for files` };
}

/** In the place of each secret that is not known here the mask, which stands for what the server has. */
function withMasks({ value, problems }: Filled): JsonDocument {
  const given = Object.entries(value as JsonDocument).filter(([, field]) => field !== null);
  const fields = Object.fromEntries(given);
  for (const { field } of problems) {
    const at = field.indexOf('.');
    if (at === -1) fields[field] = SECRET_MASK;
    else {
      const name = field.slice(0, at);
      fields[name] = { ...(fields[name] as JsonDocument), [field.slice(at + 1)]: SECRET_MASK };
    }
  }
  return fields;
}

/** What a placeholder could not become is wrong for that reason alone. */
function onePerField(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ field }) => !seen.has(field) && seen.add(field));
}

function within(place: string, { field, problem }: Problem): Problem {
  const path = join(place, field);
  const moved = problem.startsWith(field) && field !== '' ? path + problem.slice(field.length) : problem;
  return { field: path, problem: moved };
}

function join(place: string, field: string): string {
  return place === '' ? field : field === '' ? place : `${place}.${field}`;
}
