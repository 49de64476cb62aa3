import { CommandError, FileError, fileProblem, type LocalErrorCode, UsageError } from './errors.js';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** How a file supplies a token: itself, by a variable's name, or by a file's. */
export interface TokenFields {
  access_token?: string;
  access_token_ref?: { env?: string | null; file?: string | null };
}

/**
 * The token of a client's or user's file: `access_token`, else the variable, else the file of
 * `access_token_ref`. A file has to supply one, so that it can be applied twice with the same result.
 * @param path the file that was read, for error messages
 * @throws FileError when there is none, or it is empty
 */
export async function suppliedToken(fields: TokenFields, path: string): Promise<string> {
  const { access_token: own, access_token_ref: reference } = fields;
  if (own !== undefined) return notEmpty(own, path, 'access_token');
  const env = reference?.env ? process.env[reference.env] : undefined;
  if (env !== undefined) return notEmpty(env, path, `access_token_ref.env: the variable ${reference?.env}`);
  if (reference?.file) {
    const content = await readToken(reference.file, path);
    return notEmpty(content.trim(), path, `access_token_ref.file: ${reference.file}`);
  }
  if (reference?.env) {
    throw new FileError(path, `access_token_ref.env: the environment variable ${reference.env} is not set`);
  }
  throw new FileError(
    path,
    'access_token is missing; a file has to supply it, or name it in access_token_ref',
  );
}

function notEmpty(token: string, path: string, field: string): string {
  if (token === '') throw new FileError(path, `${field} is empty`);
  return token;
}

function readToken(file: string, path: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new FileError(path, `access_token_ref.file: ${file}: ${fileProblem(error)}`, { cause: error });
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
