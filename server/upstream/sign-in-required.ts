import { UpstreamError } from '../common/errors.js';

/** What an upstream said of how to be let in (RFC 9728, section 5.1; RFC 6750, section 3). */
export interface Challenge {
  readonly resourceMetadata?: string;
  readonly scope?: string;
  /** It knows the caller, who was granted too little. */
  readonly isStepUp?: boolean;
  /** The gateway itself says so: it knows that OAuth is what is wanted. */
  readonly isKnown?: boolean;
}

/**
 * An upstream lets nobody in who has not signed in there by OAuth. Its code says so only where the upstream did;
 * else it may want something else.
 */
export class SignInRequiredError extends UpstreamError {
  constructor(
    server: string,
    readonly reason: string,
    readonly challenge: Challenge = {},
  ) {
    super(server, reason, {
      code: isOAuth(challenge) ? 'upstream_oauth_required' : 'upstream_failed',
    });
  }
}

function isOAuth({ resourceMetadata, isStepUp = false, isKnown = false }: Challenge): boolean {
  return resourceMetadata !== undefined || isStepUp || isKnown;
}

const PARAMETER = /([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;

/** @param header a `WWW-Authenticate`; undefined where there was none */
export function challengeOf(header: string | undefined): Challenge {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of (header ?? '').matchAll(PARAMETER)) {
    found.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
  }
  return {
    resourceMetadata: found.get('resource_metadata'),
    scope: found.get('scope'),
    isStepUp: found.get('error') === 'insufficient_scope',
  };
}
