import { relative } from 'node:path';
import type { Configuration } from '../../../api/configurations.js';
import { configurationOf } from '../../../definitions/configuration-of.js';
import { reportDuplicates } from '../../../definitions/duplicates.js';
import type { SourceFile } from '../../../definitions/files.js';
import { LISTS } from '../../../definitions/kinds.js';
import { readDefinitions } from '../../../definitions/read-definitions.js';
import { lineOf } from '../../../definitions/shape.js';
import type { PlaceholderVariables } from '../../config/placeholder-variables.js';
import type { Managed } from './managed-definitions.repository.js';

export interface FolderConfiguration {
  /** All lists are there: what a folder does not name any more is to go. */
  configuration: Configuration;
  /** What the folder names. */
  named: Managed[];
}

/** Why a folder cannot be applied: a line for each thing that is wrong, with its file and field. */
export class FolderError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}

const EVERY_LIST: Configuration = Object.fromEntries(LISTS.map((list) => [list, []]));

/**
 * What files define, all of them together.
 * @throws FolderError when anything is wrong
 */
export async function readFolderConfiguration(
  files: readonly SourceFile[],
  { folder, variables }: { folder: string; variables: PlaceholderVariables },
): Promise<FolderConfiguration> {
  const { values: env, allows } = variables;
  const refuses = (name: string) => !allows(name);
  const reports = await Promise.all(files.map((file) => readDefinitions(file, { env, refuses })));
  reportDuplicates(reports);
  const definitions = reports.flatMap((report) => report.definitions);
  const { configuration, problems } = await configurationOf(definitions, env);
  const all = [
    ...reports.flatMap(({ file, problems: own }) => own.map((one) => ({ file, ...one }))),
    ...problems,
  ];
  if (all.length > 0) {
    throw new FolderError(all.map((problem) => `${relative(folder, problem.file)}: ${lineOf(problem)}`));
  }
  return {
    configuration: { ...EVERY_LIST, ...configuration },
    named: definitions.map(({ kind, fields }) => ({ type: kind, name: String(fields.name) })),
  };
}
