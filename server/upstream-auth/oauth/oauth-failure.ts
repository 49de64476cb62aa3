import {
  InvalidClientError,
  InvalidGrantError,
  OAuthError,
  ServerError,
  UnauthorizedClientError,
} from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { UpstreamError, UpstreamTimeoutError } from '../../common/errors.js';
import { DeniedAddressError } from '../../upstream/address-guard.js';
import { Scrubber } from '../../upstream/scrubber.js';
import { UpstreamFailure, UpstreamTimeout } from '../../upstream/upstream-failure.js';
import type { HttpTarget } from '../../upstream/upstream.js';

interface Context {
  readonly target: HttpTarget;
  /** What must not be seen in what the authorization server says. */
  readonly secrets?: readonly (string | undefined)[];
}

/** Whether an authorization server will never again honour what it was sent. */
export function isGrantGone(error: unknown): boolean {
  return (
    error instanceof InvalidGrantError ||
    error instanceof InvalidClientError ||
    error instanceof UnauthorizedClientError
  );
}

/** Says of signing in at an upstream what went wrong: one line that names it, and holds no secret. */
export function oauthFailure(error: unknown, { target, secrets = [] }: Context): Error {
  const { name, url } = target;
  if (error instanceof UpstreamError || error instanceof UpstreamTimeoutError) return error;
  const known = secrets.filter((secret) => secret !== undefined);
  const scrubber = new Scrubber(Object.fromEntries(known.map((secret, at) => [String(at), secret])), url);
  if (error instanceof UpstreamTimeout) {
    return new UpstreamTimeoutError(name, scrubber.text(`signing in there failed: ${error.message}`));
  }
  return new UpstreamError(name, scrubber.text(`signing in there failed: ${reasonOf(error)}`));
}

function reasonOf(error: unknown): string {
  if (error instanceof UpstreamFailure || error instanceof DeniedAddressError) return error.message;
  // What the SDK could not read it puts into the message as it is.
  if (error instanceof ServerError && !/^HTTP \d+: /.test(error.message)) return words(error);
  if (error instanceof ServerError) {
    const [status = ''] = /^HTTP \d+/.exec(error.message) ?? [];
    return `its authorization server answered with ${status}`;
  }
  if (error instanceof OAuthError) return words(error);
  const { code } = Object(error) as { code?: unknown };
  if (typeof code === 'string') return `its authorization server cannot be reached (${code})`;
  return 'its authorization server answered with what OAuth does not have';
}

function words({ errorCode, message }: OAuthError): string {
  const said = message === '' ? '' : `: ${message}`;
  return `its authorization server refused (${errorCode}${said})`;
}
