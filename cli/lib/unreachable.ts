import { count } from './count.js';
import { CancelledError, CommandError, errorCode, type LocalErrorCode } from './errors.js';

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name could not be looked up',
  ENETUNREACH: 'there is no way to that network',
  EHOSTUNREACH: 'there is no way to that host',
  ETIMEDOUT: 'it took too long to connect',
  EPROTO: 'it does not speak TLS there; is the URL meant to begin with http://?',
};

/** What was tried. */
export interface Attempt {
  url: string;
  timeoutMs: number;
  /** Ended the attempt, when it is aborted. */
  signal: AbortSignal;
}

/** Why no answer came, or not all of it, as an error to show. */
export function unreachable(error: unknown, { url, timeoutMs, signal }: Attempt): CommandError {
  const ending = signal.aborted ? (signal.reason as Error).name : undefined;
  if (ending === 'AbortError') return new CancelledError(error);
  if (ending === 'TimeoutError') {
    return failure('timeout', `no answer from ${url} within ${count(timeoutMs / 1000, 'second')}`, error);
  }
  return failure('unreachable', `cannot reach ${url} (is the server running?): ${reasonOf(error)}`, error);
}

function failure(code: LocalErrorCode, message: string, cause: unknown): CommandError {
  return new CommandError(message, { code, cause });
}

/** A host with several addresses fails with a list of errors, one for each. */
function reasonOf(error: unknown): string {
  const { errors: [first = error] = [] } = error as Partial<AggregateError>;
  const code = errorCode(first);
  return REASONS[code] ?? ((first as Error).message || code);
}
