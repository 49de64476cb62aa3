import { startAuthorization } from '@modelcontextprotocol/sdk/client/auth.js';
import { Injectable } from '@nestjs/common';
import { InvalidError } from '../common/errors.js';
import { AppConfig } from '../config/app-config.js';
import type { Challenge } from '../upstream/sign-in-required.js';
import { UpstreamPool } from '../upstream/upstream-pool.js';
import type { HttpTarget } from '../upstream/upstream.js';
import type { Grant } from './content.js';
import type { Held } from './credential-vault.js';
import {
  type AuthorizationServer,
  findAuthorizationServer,
  secureFetch,
} from './oauth/authorization-server.js';
import { oauthClient } from './oauth/oauth-client.js';
import { isGrantGone, oauthFailure } from './oauth/oauth-failure.js';
import { type GrantBasis, grantForClient, grantForCode } from './oauth/token-requests.js';
import { type PendingSignIn, PendingSignIns, type SignInKey, type SignInStatus } from './pending-sign-ins.js';
import { scopesIn } from './scopes.js';

export const CALLBACK_PATH = '/oauth/callback';
export const CLIENT_METADATA_PATH = '/oauth/client-metadata.json';

export interface SignInRequest {
  readonly target: HttpTarget;
  /** Whose grant it will be. */
  readonly holder: string;
  readonly challenge: Challenge;
  /** What the holder has there so far. */
  readonly earlier?: Pick<Held, 'content' | 'challengedScope'>;
  readonly redirectUri: string;
  /** What is to be done with the grant. */
  readonly intent: string;
}

/** Where somebody is to sign in, and until when. */
export interface BegunSignIn {
  readonly sessionId: string;
  readonly authorizationUrl: string;
  readonly expiresAt: Date;
}

/** What came back from the authorization server, whoever brings it. */
export interface SignInAnswer {
  readonly code?: string;
  /** RFC 9207. Undefined where whoever brings the answer does not pass it on; empty where it was not there. */
  readonly iss?: string;
  readonly error?: string;
}

/** A sign-in that is done. */
export interface CompletedSignIn {
  readonly holder: string;
  readonly intent: string;
  readonly grant: Grant;
}

/** How a sign-in is completed. */
export interface Completion<T> {
  readonly answer: SignInAnswer;
  /** How the server is reached now, by what was intended. */
  readonly targetOf: (intent: string) => Promise<HttpTarget>;
  /** Does what was intended. */
  readonly use: (signIn: CompletedSignIn) => Promise<T>;
}

/** Signs in at upstreams: the authorization code flow with PKCE, and client credentials (RFC 6749, 7636, 8707). */
@Injectable()
export class SignIns {
  constructor(
    private readonly pending: PendingSignIns,
    private readonly pool: UpstreamPool,
    private readonly config: AppConfig,
  ) {}

  /**
   * @returns undefined when nothing says that the upstream wants its users to sign in
   * @throws UpstreamError, UpstreamTimeoutError
   */
  async find(target: HttpTarget, challenge: Challenge): Promise<AuthorizationServer | undefined> {
    const fetch = this.pool.fetchFor(target);
    try {
      return await findAuthorizationServer({ url: target.url, challenge, fetch });
    } catch (error) {
      throw oauthFailure(error, { target });
    }
  }

  /** @throws UpstreamError, UpstreamTimeoutError */
  async begin(request: SignInRequest, server: AuthorizationServer): Promise<BegunSignIn> {
    const { target, holder, redirectUri, intent } = request;
    const fetch = secureFetch({ url: target.url, fetch: this.pool.fetchFor(target) });
    try {
      const scope = scopeOf(request, server, { isOffline: true });
      const { metadataUrl } = this;
      const { signIn: settings } = target;
      const client = await oauthClient({ server, settings, redirectUri, metadataUrl, scope, fetch });
      const { metadata, resource } = server;
      const state = PendingSignIns.newState();
      const { authorizationUrl, codeVerifier } = await startAuthorization(metadata.issuer, {
        metadata,
        clientInformation: client,
        redirectUrl: redirectUri,
        scope,
        state,
        resource: new URL(resource),
      });
      // The metadata's own spelling: some servers compare the text.
      authorizationUrl.searchParams.set('resource', resource);
      const flow = 'authorization_code';
      const basis: GrantBasis = {
        ...{ kind: 'grant', url: target.url.href, flow, metadata, client, redirectUri, resource, scope },
      };
      const content = { intent, basis, state, codeVerifier, redirectUri };
      const begun = await this.pending.add({ server: target.name, holder, ...content });
      return { ...begun, authorizationUrl: authorizationUrl.href };
    } catch (error) {
      throw oauthFailure(error, { target });
    }
  }

  /**
   * For a gateway that acts for itself.
   * @returns undefined when the authorization server has no such thing, or not for this client
   * @throws UpstreamError, UpstreamTimeoutError
   */
  async asClient(
    request: Pick<SignInRequest, 'target' | 'challenge' | 'earlier'>,
    server: AuthorizationServer,
  ): Promise<Grant | undefined> {
    const { target } = request;
    const { metadata, resource } = server;
    const { clientId = '', clientSecret } = target.signIn;
    if (metadata.grant_types_supported?.includes('client_credentials') === false) return undefined;
    const scope = scopeOf(request, server, { isOffline: false });
    const basis: GrantBasis = {
      ...{ kind: 'grant', url: target.url.href, flow: 'client_credentials', metadata, resource, scope },
      client: { client_id: clientId, client_secret: clientSecret },
    };
    try {
      return await grantForClient(basis, this.pool.fetchFor(target));
    } catch (error) {
      if (isGrantGone(error) && !isUnknownClient(error)) return undefined;
      throw oauthFailure(error, { target, secrets: [clientSecret] });
    }
  }

  /** Whose grant a sign-in that is under way is for. */
  async holderOf(key: SignInKey): Promise<string | undefined> {
    return (await this.pending.find(key))?.holder;
  }

  /** What has become of it. @returns undefined when there is none, or it is over */
  status(sessionId: string): Promise<SignInStatus | undefined> {
    return this.pending.status(sessionId);
  }

  /**
   * Nobody can complete it a second time, whatever becomes of it.
   * @throws NotFoundError, InvalidError, UpstreamError, UpstreamTimeoutError, and what the use of it throws
   */
  complete<T>(key: SignInKey, { answer, targetOf, use }: Completion<T>): Promise<T> {
    return this.pending.once(key, async (signIn) => {
      const { intent, holder } = signIn;
      const grant = await this.grantOf(signIn, answer, await targetOf(intent));
      return use({ intent, holder, grant });
    });
  }

  private async grantOf(
    { basis, codeVerifier, redirectUri }: PendingSignIn,
    answer: SignInAnswer,
    target: HttpTarget,
  ): Promise<Grant> {
    assertIssuer(basis, answer);
    const { code } = answer;
    if (code === undefined) throw new InvalidError(refusalOf(answer));
    try {
      const fetch = this.pool.fetchFor(target);
      return await grantForCode(basis, { code, codeVerifier, redirectUri }, fetch);
    } catch (error) {
      throw oauthFailure(error, { target, secrets: [code, codeVerifier, basis.client.client_secret] });
    }
  }

  /** Others read it only by https (draft-ietf-oauth-client-id-metadata-document). */
  private get metadataUrl(): string | undefined {
    const { PUBLIC_URL = '' } = this.config;
    return PUBLIC_URL.startsWith('https:') ? PUBLIC_URL.replace(/\/$/, '') + CLIENT_METADATA_PATH : undefined;
  }
}

function isUnknownClient(error: unknown): boolean {
  return (error as { errorCode?: string }).errorCode === 'invalid_client';
}

/**
 * What is asked for: what the definition says; else what was granted so far, and what the upstream wants beyond
 * that, or all that it takes (2025-11-25, basic/authorization, Scope Selection Strategy; SEP-2350).
 */
function scopeOf(
  { target, challenge, earlier }: Pick<SignInRequest, 'target' | 'challenge' | 'earlier'>,
  server: AuthorizationServer,
  { isOffline }: { isOffline: boolean },
): string | undefined {
  const { scopes } = target.signIn;
  if (scopes) return scopes.join(' ');
  const challenged = [earlier?.challengedScope, challenge.scope].flatMap(scopesIn);
  const wanted = challenged.length > 0 ? challenged : (server.scopes ?? []);
  // Else some servers hand out no refresh token (OpenID Connect Core, section 11).
  const takesOffline = isOffline && server.metadata.scopes_supported?.includes('offline_access');
  const all = [...grantedBy(server, earlier), ...wanted, ...(takesOffline ? ['offline_access'] : [])];
  return all.length === 0 ? undefined : [...new Set(all)].join(' ');
}

/** Another authorization server may not know these scopes. */
function grantedBy({ metadata }: AuthorizationServer, earlier: SignInRequest['earlier']): string[] {
  const content = earlier?.content;
  return content?.kind === 'grant' && content.metadata.issuer === metadata.issuer
    ? scopesIn(content.scope)
    : [];
}

/** RFC 9207: the answer of another authorization server must not be redeemed at this one. */
function assertIssuer({ metadata }: GrantBasis, { iss }: SignInAnswer): void {
  const isSaid =
    'authorization_response_iss_parameter_supported' in metadata &&
    metadata.authorization_response_iss_parameter_supported === true;
  if (iss === undefined || (iss === '' && !isSaid)) return;
  if (iss !== metadata.issuer) {
    throw new InvalidError('the answer is not from the authorization server that was asked; begin anew');
  }
}

function refusalOf({ error }: SignInAnswer): string {
  const said = error !== undefined && /^[\x20-\x7e]{1,100}$/.test(error) ? ` (${error})` : '';
  return `the authorization server did not grant it${said}; begin anew`;
}
