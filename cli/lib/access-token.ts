import type { TokenFields } from '../../definitions/shapes.js';
import { suppliedToken as tokenOfFile, TokenError } from '../../definitions/supplied-token.js';
import { CommandError, FileError, fileProblem, type LocalErrorCode, UsageError } from './errors.js';
import { text } from 'node:stream/consumers';

/**
 * The token that a client's or user's file supplies. It has to supply one, so that it can be applied twice with the
 * same result.
 * @param path the file that was read, for error messages
 * @throws FileError when there is none, or it is empty
 */
export async function suppliedToken(fields: TokenFields, path: string): Promise<string> {
  return tokenOfFile(fields, process.env).catch((error: unknown) => {
    throw error instanceof TokenError ? new FileError(path, error.message, { cause: error }) : error;
  });
}

/**
 * A token from the command line; `-` reads standard input instead, so that it stays out of the shell's
 * history.
 * @throws UsageError when there is none
 */
export async function typedToken(value: string): Promise<string> {
  const token = (value === '-' ? await readStandardInput() : value).trim();
  if (token === '') throw new UsageError('the access token is empty');
  return token;
}

/** Everything on standard input. */
export async function readStandardInput(): Promise<string> {
  return text(process.stdin).catch((error: unknown) => {
    throw new CommandError(`standard input: ${fileProblem(error)}`, {
      code: 'file' satisfies LocalErrorCode,
      cause: error,
    });
  });
}
