import type { ErrorBody } from '../../api/errors.js';
import type { Connection } from './connection.js';
import { CommandError } from './errors.js';

interface RefusedAnswer {
  status: number;
  text: string;
  /** Where a redirect leads. */
  location?: string;
}

/** The variable that `init-server` sends its token from. */
export const INIT_TOKEN = 'MCPJUNGLE_INIT_TOKEN';

/** Turns a failed answer into one line that says what failed and what to do. */
export function refusal({ status, text, location }: RefusedAnswer, connection: Connection): CommandError {
  const body = errorBody(text);
  if (location !== undefined && status < 400) {
    const target = URL.canParse(location, connection.url) ? new URL(location, connection.url).href : location;
    return new CommandError(`${connection.url} redirects to ${target}; is the URL right?`, {
      code: 'unexpected_answer',
      status,
    });
  }
  if (body === undefined) {
    return new CommandError(
      `${connection.url} does not answer like an mcpjungle server (status ${status}); is the URL right?`,
      { code: 'unexpected_answer', status },
    );
  }
  return new CommandError(sentence(body, connection), { code: body.code, status });
}

function sentence({ error, code, details = [] }: ErrorBody, connection: Connection): string {
  switch (code) {
    case 'unauthorized':
      return notSignedIn(connection);
    case 'enterprise_only':
      return `${error}: the server runs in development mode; start it with \`mcpjungle start --enterprise\``;
    case 'server_not_initialized':
      return `${error}: run \`mcpjungle init-server\` first`;
    case 'wrong_token_kind':
      return `${error}: run \`mcpjungle login <access-token>\` with a user's token`;
    case 'invalid':
      return details.length > 0 ? `${error}: ${details.join('; ')}` : error;
    default:
      return error;
  }
}

function notSignedIn({ url, token, tokenSource = 'the command line' }: Connection): string {
  if (tokenSource === INIT_TOKEN) return `${url} wants its INIT_TOKEN: set ${INIT_TOKEN} to it`;
  if (token === undefined) return `not signed in to ${url}: run \`mcpjungle login <access-token>\``;
  return `${url} does not accept the access token from ${tokenSource}: run \`mcpjungle login <access-token>\` with a valid one`;
}

function errorBody(text: string): ErrorBody | undefined {
  try {
    const body = JSON.parse(text) as Partial<ErrorBody> | null;
    return typeof body?.error === 'string' ? { code: 'internal', ...body, error: body.error } : undefined;
  } catch {
    return undefined;
  }
}
