import {
  exchangeAuthorization,
  fetchToken,
  type OAuthClientProvider,
  refreshAuthorization,
} from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { GuardedFetch } from '../../upstream/http/guarded-fetch.js';
import { UpstreamFailure } from '../../upstream/upstream-failure.js';
import type { Grant } from '../content.js';
import { secureFetch } from './authorization-server.js';

/** A grant before there are tokens. */
export type GrantBasis = Omit<Grant, 'accessToken' | 'refreshToken' | 'renewAtMs' | 'expiresAtMs'>;

/** How long before its end a token is renewed, at most. */
const EARLY_MS = 60_000;
/** Of its life: a short one is not renewed all the time. */
const EARLY_PART = 0.2;

interface Code {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/** Redeems what the browser brought back. @throws OAuthError, UpstreamFailure, or what the network had to say */
export async function grantForCode(basis: GrantBasis, code: Code, fetch: GuardedFetch): Promise<Grant> {
  const { metadata, client: clientInformation, resource, url } = basis;
  const tokens = await exchangeAuthorization(metadata.issuer, {
    metadata,
    clientInformation,
    authorizationCode: code.code,
    codeVerifier: code.codeVerifier,
    redirectUri: code.redirectUri,
    resource,
    fetchFn: secureFetch({ url: new URL(url), fetch }),
  });
  return grantOf(basis, tokens);
}

/** Of a client that acts for itself (RFC 6749, section 4.4). @throws as {@link grantForCode} */
export async function grantForClient(basis: GrantBasis, fetch: GuardedFetch): Promise<Grant> {
  const { metadata, client, scope, resource, url } = basis;
  const provider: Pick<OAuthClientProvider, 'clientInformation' | 'clientMetadata' | 'prepareTokenRequest'> =
    {
      clientInformation: () => client,
      clientMetadata: { redirect_uris: [], scope },
      prepareTokenRequest: () =>
        new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }),
    };
  const fetchFn = secureFetch({ url: new URL(url), fetch });
  const tokens = await fetchToken(provider as OAuthClientProvider, metadata.issuer, {
    metadata,
    resource,
    fetchFn,
  });
  return grantOf(basis, tokens);
}

/**
 * @returns undefined when there is nothing to have it renewed with
 * @throws as {@link grantForCode}
 */
export async function renewedGrant(grant: Grant, fetch: GuardedFetch): Promise<Grant | undefined> {
  if (grant.flow === 'client_credentials') return grantForClient(grant, fetch);
  const { metadata, client: clientInformation, refreshToken, resource, url } = grant;
  if (refreshToken === undefined) return undefined;
  const fetchFn = secureFetch({ url: new URL(url), fetch });
  const options = { metadata, clientInformation, refreshToken, resource, fetchFn };
  return grantOf(grant, await refreshAuthorization(metadata.issuer, options));
}

function grantOf(basis: GrantBasis, tokens: OAuthTokens): Grant {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in, scope, token_type } = tokens;
  if (!/^bearer$/i.test(token_type) || !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new UpstreamFailure('its authorization server handed out what is no bearer token');
  }
  const nowMs = Date.now();
  const lifeMs = expires_in === undefined ? Infinity : Math.max(0, expires_in * 1000);
  const isEndless = !Number.isFinite(lifeMs);
  return {
    ...basis,
    scope: scope ?? basis.scope,
    accessToken,
    refreshToken,
    expiresAtMs: isEndless ? null : nowMs + lifeMs,
    renewAtMs: isEndless ? null : nowMs + lifeMs - Math.min(EARLY_MS, lifeMs * EARLY_PART),
  };
}
