/** What went wrong on this side of the REST API; the server's own codes are in `api/errors.ts`. */
export type LocalErrorCode =
  'usage' | 'unreachable' | 'timeout' | 'cancelled' | 'unexpected_answer' | 'file' | 'start_failed';

interface CommandErrorOptions extends ErrorOptions {
  /** One of the server's codes, or of ours. */
  code: string;
  /** The HTTP status, when the server answered. */
  status?: number;
}

/** A failure that a person can do something about: one line, and exit status 1. */
export class CommandError extends Error {
  readonly exitCode: number = 1;
  readonly code: string;
  readonly status: number | undefined;

  constructor(message: string, { code, status, ...options }: CommandErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
  }
}

/** The command was typed wrongly: exit status 2. */
export class UsageError extends CommandError {
  override readonly exitCode = 2;

  constructor(message: string) {
    super(message, { code: 'usage' satisfies LocalErrorCode });
  }
}

/** A file that cannot be used; the message begins with its name. */
export class FileError extends CommandError {
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, { code: 'file' satisfies LocalErrorCode, ...options });
  }
}

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
