export { errorCode, fileProblem } from '../../definitions/file-problem.js';

/** What went wrong on this side of the REST API; the server's own codes are in `api/errors.ts`. */
export type LocalErrorCode =
  'usage' | 'unreachable' | 'timeout' | 'cancelled' | 'unexpected_answer' | 'file' | 'start_failed';

interface CommandErrorOptions extends ErrorOptions {
  /** One of the server's codes, or of ours. */
  code: string;
  /** The HTTP status, when the server answered. */
  status?: number;
  /** The body of an answer that is no error in the words of the REST API. */
  answer?: string;
}

/** A failure that a person can do something about: one line, and exit status 1. */
export class CommandError extends Error {
  readonly exitCode: number = 1;
  readonly code: string;
  readonly status: number | undefined;
  readonly answer: string | undefined;

  constructor(message: string, { code, status, answer, ...options }: CommandErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.answer = answer;
  }
}

/** The command was typed wrongly: exit status 2. */
export class UsageError extends CommandError {
  override readonly exitCode = 2;

  constructor(message: string) {
    super(message, { code: 'usage' satisfies LocalErrorCode });
  }
}

/** Ctrl-C: the exit status is that of a program which the signal ended. */
export class CancelledError extends CommandError {
  override readonly exitCode = 130;

  constructor(cause: unknown) {
    super('cancelled', { code: 'cancelled' satisfies LocalErrorCode, cause });
  }
}

/** A file that cannot be used; the message begins with its name. */
export class FileError extends CommandError {
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, { code: 'file' satisfies LocalErrorCode, ...options });
  }
}
