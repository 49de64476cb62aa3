import { errors } from 'undici';
import { UpstreamError, UpstreamTimeoutError } from '../../common/errors.js';
import { WireError } from '../../wire/wire-error.js';
import { DeniedAddressError } from '../address-guard.js';
import type { Scrubber } from '../scrubber.js';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import type { UpstreamTarget } from '../upstream.js';
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
    private readonly target: UpstreamTarget,
    private readonly scrubber: Scrubber,
  ) {}

  /** The error to throw for `error`; what is none of the upstream's doing stays what it is. */
  translate(error: unknown): Error {
    if (error instanceof UpstreamError || error instanceof UpstreamTimeoutError) return error;
    if (error instanceof UpstreamTimeout) return this.timeout(error.message);
    if (error instanceof StatusFailure) return this.ofStatus(error.head);
    if (error instanceof UpstreamFailure) return this.failure(error.message);
    if (error instanceof WireError) return this.failure(`sent a message that is ambiguous: ${error.message}`);
    if (error instanceof DeniedAddressError) return this.failure(error.message);
    return this.ofNetwork(error);
  }

  failure(reason: string): UpstreamError {
    return new UpstreamError(this.target.name, this.scrubber.text(reason));
  }

  private timeout(reason: string): UpstreamTimeoutError {
    return new UpstreamTimeoutError(this.target.name, this.scrubber.text(reason));
  }

  private ofStatus(head: ResponseHead): UpstreamError {
    if (head.status === 401 && head.header('www-authenticate')?.includes('resource_metadata')) {
      const reason =
        'wants its users to sign in by OAuth (HTTP status 401), which is not supported yet: set a bearer token from there';
      return new UpstreamError(this.target.name, reason, { code: 'upstream_oauth_required' });
    }
    return this.failure(this.statusReason(head));
  }

  private statusReason({ status }: ResponseHead): string {
    switch (status) {
      case 401:
        return this.sendsCredentials
          ? 'does not accept the bearer token or headers it is sent (HTTP status 401): set valid ones'
          : 'wants a bearer token or header, and is sent none (HTTP status 401): set one';
      case 403:
        return 'forbids what it is asked, with the bearer token or headers it is sent (HTTP status 403)';
      case 404:
      case 405:
        return `has no streamable HTTP endpoint at its URL (HTTP status ${status}): is its URL right?`;
      default:
        return `answered with the HTTP status ${status}${status >= 500 ? '; its own log may say why' : ''}`;
    }
  }

  private get sendsCredentials(): boolean {
    return Object.keys(this.target.headers).length > 0;
  }

  private ofNetwork(error: unknown): Error {
    const code = codeOf(error);
    const { origin } = this.target.url;
    const known = NETWORK.find(([pattern]) => pattern.test(code));
    if (known) {
      return this.failure(
        `cannot connect to ${origin}: ${known[1]} (${code}); is it running, and is its URL right?`,
      );
    }
    if (TLS.test(code)) {
      return this.failure(
        `cannot connect to ${origin}: TLS failed (${code}); does it speak https, with a certificate that is trusted here?`,
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
