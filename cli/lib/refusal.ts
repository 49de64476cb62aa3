import type { ErrorBody } from '../../api/errors.js';
import { type Connection, TOKEN_VARIABLE } from './connection.js';
import { CommandError, type LocalErrorCode } from './errors.js';

interface RefusedAnswer {
  /** Absent for an error that came later than the head of the answer. */
  status?: number;
  text: string;
  /** Where a redirect leads. */
  location?: string;
}

/** The variable that `init-server` sends its token from. */
export const INIT_TOKEN = 'MCPJUNGLE_INIT_TOKEN';

/** Turns a failed answer into one line that says what failed and what to do. */
export function refusal({ status, text, location }: RefusedAnswer, connection: Connection): CommandError {
  const body = errorBody(text);
  if (location !== undefined && status !== undefined && status < 400) {
    const target = URL.canParse(location, connection.url) ? new URL(location, connection.url).href : location;
    return new CommandError(`${connection.url} redirects to ${target}; is the URL right?`, {
      code: 'unexpected_answer' satisfies LocalErrorCode,
      status,
    });
  }
  if (body === undefined) return notMcpjungle(status, connection, text);
  return new CommandError(sentence(body, connection), { code: body.code, status });
}

function sentence({ error, code, details = [] }: ErrorBody, connection: Connection): string {
  switch (code) {
    case 'unauthorized':
      return notSignedIn(connection);
    case 'wrong_token_kind':
      return `${error}: run \`mcpjungle login <access-token>\` with a user's token`;
    case 'already_initialized':
      return `${connection.url} is already initialized: run \`mcpjungle login <access-token>\` instead`;
    case 'invalid':
      return [error, ...details.filter((detail) => !error.includes(detail))].join('; ');
    default:
      return error;
  }
}

function notSignedIn({ url, token, tokenSource = 'the command line' }: Connection): string {
  if (tokenSource === INIT_TOKEN) return `${url} wants its INIT_TOKEN: set ${INIT_TOKEN} to it`;
  if (token === undefined) return `not signed in to ${url}: run \`mcpjungle login <access-token>\``;
  const unset = tokenSource === TOKEN_VARIABLE ? `unset ${TOKEN_VARIABLE} and ` : '';
  return `${url} does not accept the access token from ${tokenSource}: ${unset}run \`mcpjungle login <access-token>\` with a valid one`;
}

/** When whatever answers is something else. */
export function notMcpjungle(status: number | undefined, { url }: Connection, answer?: string): CommandError {
  return new CommandError(
    `${url} does not answer like an mcpjungle server (status ${status ?? 'unknown'}); is the URL right?`,
    { code: 'unexpected_answer' satisfies LocalErrorCode, status, answer },
  );
}

function errorBody(text: string): ErrorBody | undefined {
  try {
    const body = JSON.parse(text) as Partial<ErrorBody> | null;
    return typeof body?.error === 'string' ? { code: 'internal', ...body, error: body.error } : undefined;
  } catch {
    return undefined;
  }
}
