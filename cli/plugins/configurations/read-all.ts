import { reportDuplicates } from '../../../definitions/duplicates.js';
import { findFiles, readSource } from '../../../definitions/files.js';
import type { Kind } from '../../../definitions/kinds.js';
import { type FileReport, readDefinitions } from '../../../definitions/read-definitions.js';
import { environment } from '../../lib/environment.js';
import { FileError, fileProblem } from '../../lib/errors.js';

/**
 * Reads files and folders of definitions, with the placeholders of this environment.
 * @throws FileError when one of them cannot be read, or a folder holds none
 */
export async function readAll(paths: readonly string[], kind?: Kind): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  for (const path of paths) {
    const files = await reading(path, () => findFiles(path));
    if (files.length === 0) throw new FileError(path, 'holds no file that ends in .json, .yaml or .yml');
    for (const file of files) {
      const source = await reading(file, () => readSource(file));
      reports.push(await readDefinitions(source, { env: environment(), kind }));
    }
  }
  reportDuplicates(reports);
  return reports;
}

async function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw new FileError(path, fileProblem(error), { cause: error });
  });
}
