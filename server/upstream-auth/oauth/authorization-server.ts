import {
  discoverAuthorizationServerMetadata,
  discoverOAuthProtectedResourceMetadata,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { checkResourceAllowed } from '@modelcontextprotocol/sdk/shared/auth-utils.js';
import type {
  AuthorizationServerMetadata,
  OAuthProtectedResourceMetadata,
} from '@modelcontextprotocol/sdk/shared/auth.js';
import { bareHost } from '../../upstream/http/bare-host.js';
import type { GuardedFetch } from '../../upstream/http/guarded-fetch.js';
import type { Challenge } from '../../upstream/sign-in-required.js';
import { UpstreamFailure } from '../../upstream/upstream-failure.js';

/** Where to sign in for an upstream, and for what. */
export interface AuthorizationServer {
  readonly metadata: AuthorizationServerMetadata;
  /** What tokens are to be good for (RFC 8707). */
  readonly resource: string;
  /** What the upstream takes. */
  readonly scopes?: readonly string[];
}

interface Search {
  readonly url: URL;
  readonly challenge: Challenge;
  readonly fetch: GuardedFetch;
}

/**
 * Finds the authorization server of an upstream (2025-11-25, basic/authorization).
 * @returns undefined when nothing says that the upstream has one
 * @throws UpstreamFailure when what is said of it cannot be trusted, or what the network had to say
 */
export async function findAuthorizationServer(search: Search): Promise<AuthorizationServer | undefined> {
  const { url, challenge } = search;
  const fetch = secureFetch(search);
  const described = await resourceMetadata({ url, challenge, fetch });
  // Upstreams of 2025-03-26 are their own authorization server, and do not say so.
  const issuer = described?.authorization_servers?.[0] ?? new URL('/', url).href;
  const metadata = await discoverAuthorizationServerMetadata(issuer, { fetchFn: fetch });
  if (!metadata) {
    if (!described) return undefined;
    throw new UpstreamFailure(`its authorization server ${issuer} does not describe itself`);
  }
  assertTrustworthy(metadata, issuer, url);
  const resource = described?.resource ?? withoutFragment(url);
  return { metadata, resource, scopes: described?.scopes_supported };
}

/** An upstream reached by https never leads to what anybody on the way could read. */
export function secureFetch({ url, fetch }: Pick<Search, 'url' | 'fetch'>): GuardedFetch {
  return (target, init) => {
    assertSecure(new URL(target), url);
    return fetch(target, init);
  };
}

async function resourceMetadata({ url, challenge, fetch }: Search) {
  const { resourceMetadata: announced } = challenge;
  let described: OAuthProtectedResourceMetadata;
  try {
    const options = announced === undefined ? {} : { resourceMetadataUrl: urlOf(announced) };
    described = await discoverOAuthProtectedResourceMetadata(url, options, fetch);
  } catch (error) {
    // It said that there is one.
    if (announced !== undefined || !(error instanceof Error) || !isMissing(error)) throw error;
    return undefined;
  }
  if (!checkResourceAllowed({ requestedResource: url, configuredResource: described.resource })) {
    throw new UpstreamFailure(`says that its tokens are good for ${described.resource}, which is not itself`);
  }
  return described;
}

/** Of the SDK's errors, those that say that there is no such document. */
function isMissing({ message }: Error): boolean {
  return /does not implement OAuth 2\.0 Protected Resource|^HTTP 4\d\d trying/.test(message);
}

function assertTrustworthy(metadata: AuthorizationServerMetadata, issuer: string, url: URL): void {
  // RFC 8414, section 3.3: else one server could pass itself off as another.
  if (slashed(metadata.issuer) !== slashed(issuer)) {
    throw new UpstreamFailure(`its authorization server ${issuer} calls itself ${metadata.issuer}`);
  }
  if (!metadata.code_challenge_methods_supported?.includes('S256')) {
    throw new UpstreamFailure(`its authorization server ${issuer} does not offer PKCE with S256`);
  }
  assertSecure(urlOf(metadata.authorization_endpoint), url);
}

function assertSecure(target: URL, upstream: URL): void {
  const isFine = target.protocol === 'https:' || (target.protocol === 'http:' && isPlain(upstream, target));
  if (!isFine) throw new UpstreamFailure(`refers to ${target.origin}, which is not reached by https`);
}

function isPlain(upstream: URL, target: URL): boolean {
  return upstream.protocol === 'http:' || ['localhost', '127.0.0.1', '::1'].includes(bareHost(target));
}

function urlOf(text: string): URL {
  if (!URL.canParse(text)) throw new UpstreamFailure('refers to what is no URL');
  return new URL(text);
}

function slashed(text: string): string {
  return text.endsWith('/') ? text : `${text}/`;
}

function withoutFragment(url: URL): string {
  const bare = new URL(url);
  bare.hash = '';
  return bare.href;
}
