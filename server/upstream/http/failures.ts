import { errors } from 'undici';
import { UpstreamError, UpstreamTimeoutError } from '../../common/errors.js';
import { WireError } from '../../wire/wire-error.js';
import { DeniedAddressError } from '../address-guard.js';
import { type Challenge, challengeOf, SignInRequiredError } from '../sign-in-required.js';
import type { Scrubber } from '../scrubber.js';
import { OwnLimit, UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import type { HttpTarget } from '../upstream.js';
import { StatusFailure } from './http-failure.js';
import type { ResponseHead } from './response-head.js';

/** What the codes of the system and of undici mean, by their beginnings. */
const NETWORK: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'the connection was refused'],
  [/^ENOTFOUND$/, 'its host name is not known'],
  [/^EAI_/, 'its host name could not be looked up'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'there is no way to it'],
  [/^ETIMEDOUT$/, 'it did not react'],
];

/** Broken off when a connection was there. */
const BROKEN = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/;
/** Certificates that are not trusted, and peers that do not speak TLS, as Node's codes have them. */
const TLS = /CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|SELF_SIGNED|UNABLE_TO_/;

/** Says of one upstream what went wrong: one line that names it, helps, and holds no secret. */
export class Failures {
  constructor(
    private readonly target: HttpTarget,
    private readonly scrubber: Scrubber,
    private readonly proxy?: URL,
  ) {}

  /** The error to throw for `error`; what is none of the upstream's doing stays what it is. */
  translate(error: unknown): Error {
    if (error instanceof UpstreamError || error instanceof UpstreamTimeoutError) return error;
    if (error instanceof UpstreamTimeout) return this.timeout(error.message);
    if (error instanceof OwnLimit) return this.limit(error);
    if (error instanceof StatusFailure) return this.ofStatus(error.head);
    if (error instanceof UpstreamFailure) return this.failure(error.message);
    if (error instanceof WireError) return this.failure(`sent a message that is ambiguous: ${error.message}`);
    if (error instanceof DeniedAddressError) return this.failure(error.message);
    return this.ofNetwork(error);
  }

  failure(reason: string): UpstreamError {
    return new UpstreamError(this.target.name, this.scrubber.text(reason));
  }

  private limit(limit: OwnLimit): UpstreamError {
    return new UpstreamError(this.target.name, this.scrubber.text(limit.message), { cause: limit });
  }

  private timeout(reason: string): UpstreamTimeoutError {
    return new UpstreamTimeoutError(this.target.name, this.scrubber.text(reason));
  }

  private ofStatus(head: ResponseHead): UpstreamError {
    const challenge = challengeOf(head.header('www-authenticate'));
    const isOAuth = challenge.resourceMetadata !== undefined || !this.sendsAuthorization;
    if (head.status === 401 && isOAuth) return this.signInRequired(challenge);
    if (head.status === 403 && challenge.isStepUp) return this.signInRequired(challenge);
    return this.failure(this.statusReason(head));
  }

  private signInRequired(challenge: Challenge): SignInRequiredError {
    const { name } = this.target;
    if (challenge.isStepUp) {
      const wanted =
        challenge.scope === undefined ? 'more' : `the scope ${this.scrubber.text(challenge.scope)}`;
      return new SignInRequiredError(name, `wants ${wanted} to be granted (HTTP status 403)`, challenge);
    }
    // Without metadata it may want any other kind of credentials.
    if (challenge.resourceMetadata === undefined) {
      return new SignInRequiredError(name, this.statusReason({ status: 401 }), challenge);
    }
    const hint = this.sendsAuthorization ? '; it does not accept the bearer token or headers it is sent' : '';
    const reason = `wants its users to sign in by OAuth (HTTP status 401)${hint}`;
    return new SignInRequiredError(name, reason, challenge);
  }

  private statusReason({ status }: Pick<ResponseHead, 'status'>): string {
    switch (status) {
      case 401:
        return this.sendsCredentials
          ? 'does not accept the bearer token or headers it is sent (HTTP status 401): set valid ones'
          : 'wants a bearer token or header, and is sent none (HTTP status 401): set one';
      case 403:
        return 'forbids what it is asked, with the bearer token or headers it is sent (HTTP status 403)';
      case 404:
      case 405:
        return `has no ${this.endpointName} at its URL (HTTP status ${status}): is its URL right?`;
      case 407:
        return `cannot be reached: ${this.proxy ? `the proxy ${this.proxy.host}` : 'a proxy'} wants other credentials (HTTP status 407)`;
      default:
        return `answered with the HTTP status ${status}${status >= 500 ? '; its own log may say why' : ''}`;
    }
  }

  private get endpointName(): string {
    return this.target.transport === 'sse' ? 'HTTP+SSE endpoint' : 'streamable HTTP endpoint';
  }

  private get sendsAuthorization(): boolean {
    return Object.keys(this.target.headers).some((name) => name.toLowerCase() === 'authorization');
  }

  private get sendsCredentials(): boolean {
    return Object.keys(this.target.headers).length > 0;
  }

  private get place(): string {
    const { origin } = this.target.url;
    return this.proxy ? `${origin} through the proxy ${this.proxy.host}` : origin;
  }

  private ofNetwork(error: unknown): Error {
    const code = codeOf(error);
    const { place } = this;
    const known = NETWORK.find(([pattern]) => pattern.test(code));
    if (known) {
      return this.failure(
        `cannot connect to ${place}: ${known[1]} (${code}); is it running, and is its URL right?`,
      );
    }
    if (TLS.test(code)) {
      return this.failure(
        `cannot connect to ${place}: TLS failed (${code}); does it speak https, with a certificate that is trusted here?`,
      );
    }
    if (BROKEN.test(code)) return this.failure('closed the connection before its answer');
    if (error instanceof errors.HTTPParserError)
      return this.failure('answered with what is not HTTP: is its URL right?');
    if (code === 'UND_ERR_CONNECT_TIMEOUT') {
      return this.timeout(`accepted no connection within ${this.target.connectTimeoutMs / 1000} s`);
    }
    if (code === 'UND_ERR_DESTROYED') return this.failure('its connections were closed here');
    return code === '' ? toError(error) : this.failure(`cannot be talked to over HTTP (${code})`);
  }
}

/** Of several attempts, for example one for each address of a host, the first. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && !('code' in error)) return codeOf(error.errors[0]);
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
