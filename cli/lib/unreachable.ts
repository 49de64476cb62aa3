import { CommandError } from './errors.js';

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name could not be looked up',
  ENETUNREACH: 'there is no way to that network',
  EHOSTUNREACH: 'there is no way to that host',
  ETIMEDOUT: 'it took too long to connect',
  UND_ERR_CONNECT_TIMEOUT: 'it took too long to connect',
};

/** Why no answer came, as an error to show. */
export function unreachable(error: unknown, url: string): CommandError {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError') return new CommandError('cancelled', { code: 'cancelled', cause: error });
  const late = name === 'TimeoutError';
  const reason = late ? 'no answer came in time' : reasonOf(error);
  return new CommandError(`cannot reach ${url} (is the server running?): ${reason}`, {
    code: late ? 'timeout' : 'unreachable',
    cause: error,
  });
}

/** `fetch` fails with one sentence for everything; what happened is its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code) : '';
  return REASONS[code] ?? (cause.message || code);
}
