import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode, FileError, fileProblem } from '../../lib/errors.js';

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'audio/mpeg': 'mp3',
  'audio/x-wav': 'wav',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'application/octet-stream': 'bin',
};
const MAX_NAME_LENGTH = 100;

export interface BinaryContent {
  base64: string;
  mimeType?: string;
  /** Where a name for the file can be taken from: a resource's URI, else the tool's name. */
  origin: string;
}

/**
 * Saves content that is not text, under a name that no file has yet.
 * @returns the path of the file
 * @throws FileError when it cannot be written
 */
export async function saveContent(
  folder: string,
  { base64, mimeType, origin }: BinaryContent,
): Promise<string> {
  const [stem, extension] = fileName(origin, mimeType);
  const bytes = Buffer.from(base64, 'base64');
  try {
    await mkdir(folder, { recursive: true });
    for (let count = 1; ; count += 1) {
      const path = join(folder, `${stem}${count === 1 ? '' : `-${count}`}.${extension}`);
      if (await writeNew(path, bytes)) return path;
    }
  } catch (error) {
    throw new FileError(folder, `cannot be written to: ${fileProblem(error)}`, { cause: error });
  }
}

/** Never overwrites. @returns false when there is a file of that name */
async function writeNew(path: string, bytes: Buffer): Promise<boolean> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A foreign name leads to no other folder and hides no file. @returns stem and extension */
export function fileName(origin: string, mimeType: string | undefined): [stem: string, extension: string] {
  const last = basename(origin.replace(/[?#].*$/, '').replaceAll('\\', '/'));
  const safe = last.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[._-]+|[._-]+$/g, '');
  const own = /^(.+)\.([A-Za-z0-9]{1,10})$/.exec(safe);
  const stem = (own?.[1] ?? safe).slice(0, MAX_NAME_LENGTH) || 'content';
  return [stem, extensionOf(mimeType) ?? own?.[2] ?? 'bin'];
}

function extensionOf(mimeType = ''): string | undefined {
  const type = mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
  return EXTENSIONS[type] ?? /^(?:image|audio|video|application|text)\/([a-z0-9]{2,5})$/.exec(type)?.[1];
}
