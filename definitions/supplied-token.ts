import { readFile } from 'node:fs/promises';
import { fileProblem } from './file-problem.js';
import type { Environment } from './placeholders.js';
import type { TokenFields } from './shapes.js';

/** Why a definition that should supply a token does not. */
export class TokenError extends Error {}

/**
 * The token of a client's or user's file: `access_token`, else the variable, else the file of
 * `access_token_ref`.
 * @throws TokenError when there is none, or it is empty
 */
export async function suppliedToken(fields: TokenFields, env: Environment): Promise<string> {
  const { access_token: own, access_token_ref: reference } = fields;
  if (own !== undefined) return notEmpty(own, 'access_token');
  const variable = reference?.env ? env[reference.env] : undefined;
  if (variable !== undefined)
    return notEmpty(variable, `access_token_ref.env: the variable ${reference?.env}`);
  if (reference?.file) {
    const content = await readToken(reference.file);
    return notEmpty(content.trim(), `access_token_ref.file: ${reference.file}`);
  }
  if (reference?.env) {
    throw new TokenError(`access_token_ref.env: the environment variable ${reference.env} is not set`);
  }
  throw new TokenError('access_token is missing; a file has to supply it, or name it in access_token_ref');
}

function notEmpty(token: string, field: string): string {
  if (token === '') throw new TokenError(`${field} is empty`);
  return token;
}

function readToken(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new TokenError(`access_token_ref.file: ${file}: ${fileProblem(error)}`, { cause: error });
  });
}
