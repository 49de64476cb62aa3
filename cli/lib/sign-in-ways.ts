import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BegunSignInView, RegisteredServerView } from '../../api/servers.js';
import type { ApiClient } from './api-client.js';
import { answerIn, type CallbackAnswer } from './callback-listener.js';
import { CancelledError, CommandError, type LocalErrorCode } from './errors.js';
import { oneLine } from './terminal.js';

/** How often the server is asked whether somebody has signed in. */
const POLL_MS = 2_000;

/**
 * Waits until the browser has come back to the server itself.
 * @throws CommandError when that came to nothing
 */
export async function signedInThere(
  api: ApiClient,
  { session_id: id }: BegunSignInView,
  signal: AbortSignal,
): Promise<RegisteredServerView> {
  for (;;) {
    await sleep(POLL_MS, undefined, { signal });
    const params = { id };
    const {
      status,
      server: name,
      error,
    } = await api.call('GET /api/v0/upstream_oauth/sessions/:id', { params, signal });
    if (status === 'failed') throw notSignedIn(`nobody was signed in: ${oneLine(error ?? '')}`);
    if (status === 'pending') continue;
    const server = await api.call('GET /api/v0/servers/:name', { params: { name }, signal });
    return { server, warnings: [] };
  }
}

/** Waits for a line with an address that a browser came back to; other lines, and the end of them, are ignored. */
export async function pasted(signal: AbortSignal): Promise<CallbackAnswer> {
  const lines = createInterface({ input: process.stdin });
  signal.addEventListener('abort', () => {
    lines.close();
    process.stdin.unref?.();
  });
  for await (const line of lines) {
    const answer = answerIn(line.trim());
    if (answer) return answer;
  }
  return new Promise(() => {});
}

/** Waits until nobody can sign in any more. @throws CommandError then */
export function tooLate({ expires_at }: BegunSignInView, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const code = 'timeout' satisfies LocalErrorCode;
    const late = new CommandError('nobody signed in in time; begin anew', { code });
    const timer = setTimeout(() => reject(late), Math.max(0, Date.parse(expires_at) - Date.now()));
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}

/** Waits for Ctrl-C. @throws CancelledError then */
export function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new CancelledError(signal.reason)));
  });
}

export function notSignedIn(message: string): CommandError {
  return new CommandError(message, { code: 'upstream_oauth_required' });
}
