import { UpstreamError } from '../common/errors.js';
import type { SignInRequiredError } from '../upstream/sign-in-required.js';
import { covers, scopesIn } from './scopes.js';

interface Standing {
  /** A `scope` parameter; undefined where it is not known. */
  readonly granted: string | undefined;
  /** What the definition lets be asked for; undefined where it says nothing. */
  readonly askable?: readonly string[];
}

/**
 * Whoever signs in again to be granted what they have, or what is not asked for, does so forever (2025-11-25,
 * basic/authorization, Scope Challenge Handling: clients track what they tried).
 * @returns what to say instead of asking somebody to sign in; undefined where that may help
 */
export function vainStepUp(error: SignInRequiredError, { granted, askable }: Standing): Error | undefined {
  const wanted = scopesIn(error.challenge.scope);
  if (!error.challenge.isStepUp || wanted.length === 0) return undefined;
  if (askable && !covers(askable, wanted))
    return instead(error, 'but its oauth_scopes do not let that be asked for');
  if (covers(scopesIn(granted), wanted))
    return instead(error, 'but it was: does the account have the right?');
  return undefined;
}

function instead(error: SignInRequiredError, why: string): UpstreamError {
  // It answers: a cause keeps that from being counted as an outage.
  return new UpstreamError(error.server, `${error.reason}, ${why}`, { cause: error });
}
