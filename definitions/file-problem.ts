/** The code of an error of the operating system, such as ENOENT; empty when it has none. */
export function errorCode(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** What the operating system said of a file, in words. */
export function fileProblem(error: unknown): string {
  return FILE_PROBLEMS[errorCode(error)] ?? String((error as Error).message);
}

const FILE_PROBLEMS: Record<string, string> = {
  EEXIST: 'a part of the path is a file',
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a folder',
  ELOOP: 'too many symbolic links',
};
