import { createInterface } from 'node:readline/promises';
import type { AuthorizationRequiredView, BegunSignInView, RegisteredServerView } from '../../api/servers.js';
import type { ApiClient } from './api-client.js';
import { answerIn, type CallbackAnswer, CallbackListener } from './callback-listener.js';
import { CommandError, type LocalErrorCode } from './errors.js';
import { oneLine } from './terminal.js';

export interface SignInOptions {
  readonly api: ApiClient;
  /** The URL is printed, and the address that the browser came back to may be pasted. */
  readonly noBrowser: boolean;
  /** Says something to whoever sits there. */
  readonly tell: (line: string) => void;
}

type Begun = AuthorizationRequiredView;

/** The server reads the upstream's lists before it answers. */
const COMPLETE_TIMEOUT_MS = 180_000;

/**
 * Sends a request that may need somebody to sign in at an upstream first, and has them sign in.
 * @param send is given where the browser is to come back to; first nowhere
 * @returns the answer, or what the server came to when somebody had signed in
 */
export async function signingIn<T extends object>(
  options: SignInOptions,
  send: (redirectUri?: string) => Promise<T | Begun>,
): Promise<T | RegisteredServerView> {
  const first = await send().catch((error: unknown) => {
    if (error instanceof CommandError && error.code === 'upstream_oauth_required') return undefined;
    throw error;
  });
  if (first && !isBegun(first)) return first;
  if (first) throw elsewhere(first.authorization_required);
  return signInWith({ ...options, isFixed: false }, send);
}

/**
 * Has somebody sign in without trying first whether that is needed.
 * @param options.isFixed where the browser comes back to is settled, and it is not here
 */
export async function signInWith<T extends object>(
  options: SignInOptions & { readonly isFixed: boolean },
  send: (redirectUri?: string) => Promise<T | Begun>,
): Promise<T | RegisteredServerView> {
  if (options.isFixed) {
    const answer = await send();
    if (isBegun(answer)) throw elsewhere(answer.authorization_required);
    return answer;
  }
  const listener = await CallbackListener.open();
  try {
    const answer = await send(listener.redirectUri);
    return isBegun(answer) ? await complete(options, answer.authorization_required, listener) : answer;
  } finally {
    listener.close();
  }
}

async function complete(
  options: SignInOptions,
  begun: BegunSignInView,
  listener: CallbackListener,
): Promise<RegisteredServerView> {
  await invite(options, begun.authorization_url);
  const stop = new AbortController();
  try {
    const ways = [listener.answer, tooLate(begun, stop.signal)];
    if (options.noBrowser) ways.push(pasted(stop.signal));
    const { code, state, iss, error } = await Promise.race(ways);
    if (code === undefined) throw refused(error);
    return await options.api.call('POST /api/v0/upstream_oauth/sessions/:id/complete', {
      params: { id: begun.session_id },
      body: { code, state, iss },
      timeoutMs: COMPLETE_TIMEOUT_MS,
    });
  } finally {
    stop.abort();
  }
}

async function invite({ noBrowser, tell }: SignInOptions, url: string): Promise<void> {
  if (!/^https?:$/.test(new URL(url).protocol)) {
    throw new CommandError(`${oneLine(url)} is no address that a browser should open`, {
      code: 'unexpected_answer' satisfies LocalErrorCode,
    });
  }
  const isOpened = !noBrowser && (await opened(url));
  if (isOpened) return tell(`Sign in with the browser that has just opened, or open ${oneLine(url)}`);
  tell(`Open this address and sign in:\n${oneLine(url)}`);
  if (noBrowser) tell('When the browser comes back to an address it cannot open, paste that address here:');
}

async function opened(url: string): Promise<boolean> {
  // Loaded when it is needed: hardly any command opens a browser.
  const { default: open } = await import('open');
  try {
    const browser = await open(url);
    return await new Promise((resolve) => {
      browser.once('error', () => resolve(false)).once('spawn', () => resolve(true));
    });
  } catch {
    return false;
  }
}

/** Lines that are no such address are ignored; so is the end of the input. */
async function pasted(signal: AbortSignal): Promise<CallbackAnswer> {
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

function tooLate({ expires_at }: BegunSignInView, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const code = 'timeout' satisfies LocalErrorCode;
    const late = new CommandError('nobody signed in in time; begin anew', { code });
    const timer = setTimeout(() => reject(late), Math.max(0, Date.parse(expires_at) - Date.now()));
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}

function isBegun(answer: object): answer is Begun {
  return 'authorization_required' in answer;
}

/** The browser comes back to what the definition says, which this program does not hear of. */
function elsewhere({ authorization_url }: BegunSignInView): CommandError {
  const message = `somebody has to sign in at the MCP server first; open ${oneLine(authorization_url)}`;
  return new CommandError(message, { code: 'upstream_oauth_required', status: 202 });
}

function refused(error = 'no reason given'): CommandError {
  const message = `the authorization server did not let you sign in: ${oneLine(error)}`;
  return new CommandError(message, { code: 'upstream_oauth_required' });
}
