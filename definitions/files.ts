import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** A file as it was found. */
export interface SourceFile {
  path: string;
  /** The name of the folder it lies in. */
  folder: string;
  text: string;
}

const ENDINGS = ['.json', '.yaml', '.yml'];
/** A folder of configuration is not this deep: a link may lead in a circle. */
const MAX_DEPTH = 8;

/**
 * The files that a path stands for, in the order of their names: itself, or everything below a folder that
 * ends in .json, .yaml or .yml. What begins with a dot is left out: Kubernetes keeps its own there.
 * @throws the file system's errors, with the path
 */
export async function findFiles(path: string, depth = 0): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) {
    return depth === 0 || ENDINGS.includes(extname(path).toLowerCase()) ? [path] : [];
  }
  if (depth > MAX_DEPTH) return [];
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
  const found = await Promise.all(names.map((name) => findFiles(join(path, name), depth + 1)));
  return found.flat();
}

export async function readSource(path: string): Promise<SourceFile> {
  return { path, folder: basename(dirname(path)), text: await readFile(path, 'utf8') };
}
