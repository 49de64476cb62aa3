import { createHash } from 'node:crypto';
import { findFiles, readSource, type SourceFile } from '../../../definitions/files.js';

export interface FolderContent {
  files: SourceFile[];
  /** The same for the same names and bytes. */
  digest: string;
}

/** More than anyone keeps by hand; so that a folder named by mistake does not fill the memory. */
const MAX_FILES = 10_000;
const MAX_CHARACTERS = 64 * 1024 * 1024;

/**
 * Every configuration file below a folder; links are followed.
 * @throws the file system's errors, and one when there is too much
 */
export async function readFolder(folder: string): Promise<FolderContent> {
  const paths = await findFiles(folder);
  if (paths.length > MAX_FILES) throw new Error(`holds more than ${MAX_FILES} files`);
  const hash = createHash('sha256');
  const files: SourceFile[] = [];
  let characters = 0;
  for (const path of paths) {
    const file = await readSource(path);
    characters += file.text.length;
    if (characters > MAX_CHARACTERS) throw new Error(`holds more than ${MAX_CHARACTERS} characters`);
    files.push(file);
    hash.update(JSON.stringify([path, file.text]));
  }
  return { files, digest: hash.digest('base64') };
}
