import type { AuthorizationRequiredView, BegunSignInView, RegisteredServerView } from '../../api/servers.js';
import { during } from './activity.js';
import type { ApiClient } from './api-client.js';
import { type CallbackAnswer, CallbackListener } from './callback-listener.js';
import { CommandError, type LocalErrorCode } from './errors.js';
import { cancelled, notSignedIn, pasted, signedInThere, tooLate } from './sign-in-ways.js';
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
  if (!first) return signInWith({ ...options, isFixed: false }, send);
  return isBegun(first) ? complete(options, first.authorization_required) : first;
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
    return isBegun(answer) ? complete(options, answer.authorization_required) : answer;
  }
  const listener = await CallbackListener.open();
  try {
    const answer = await send(listener.redirectUri);
    return isBegun(answer) ? await complete(options, answer.authorization_required, listener) : answer;
  } finally {
    listener.close();
  }
}

/** @param listener where the browser comes back to; without one it is the server, or whatever else was settled */
async function complete(
  options: SignInOptions,
  begun: BegunSignInView,
  listener?: CallbackListener,
): Promise<RegisteredServerView> {
  const { api, noBrowser } = options;
  await invite(options, begun.authorization_url);
  const stop = new AbortController();
  const ways = (): Promise<CallbackAnswer | RegisteredServerView>[] => [
    listener ? listener.answer : signedInThere(api, begun, stop.signal),
    tooLate(begun, stop.signal),
  ];
  try {
    const came = noBrowser
      ? await Promise.race([...ways(), pasted(stop.signal)])
      : await during('Waiting for somebody to sign in', ({ signal }) =>
          Promise.race([...ways(), cancelled(signal)]),
        );
    return 'server' in came ? came : await redeem(api, begun, came);
  } finally {
    stop.abort();
  }
}

function redeem(
  api: ApiClient,
  { session_id: id }: BegunSignInView,
  { code, state, iss, error }: CallbackAnswer,
): Promise<RegisteredServerView> {
  if (code === undefined) throw refused(error);
  return api.call('POST /api/v0/upstream_oauth/sessions/:id/complete', {
    params: { id },
    body: { code, state, iss },
    timeoutMs: COMPLETE_TIMEOUT_MS,
  });
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

/** @returns whether there was a program to open it with */
async function opened(url: string): Promise<boolean> {
  // Loaded when it is needed: hardly any command opens a browser.
  const { default: open } = await import('open');
  return open(url).then(
    () => true,
    () => false,
  );
}

function isBegun(answer: object): answer is Begun {
  return 'authorization_required' in answer;
}

function refused(error = 'no reason given'): CommandError {
  return notSignedIn(`the authorization server did not let you sign in: ${oneLine(error)}`);
}
