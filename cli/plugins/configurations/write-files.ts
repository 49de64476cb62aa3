import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileError, fileProblem } from '../../lib/errors.js';

/**
 * Makes a folder that only its owner may enter.
 * @throws FileError when there is one and it holds something
 */
export async function prepareFolder(folder: string): Promise<void> {
  const found = await naming(folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return readdir(folder);
  });
  if (found.length > 0) throw new FileError(folder, 'is not empty; name another folder with --dir');
}

/**
 * Writes files that only their owner may read, with their folders.
 * @param files paths below the folder, with `/` between the parts
 */
export async function writeFiles(
  folder: string,
  files: readonly { file: string; text: string }[],
): Promise<void> {
  for (const { file, text } of files) {
    const path = join(folder, file);
    await naming(path, async () => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    });
  }
}

async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw new FileError(path, fileProblem(error), { cause: error });
  });
}
