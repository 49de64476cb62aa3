import { registerClient } from '@modelcontextprotocol/sdk/client/auth.js';
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
} from '@modelcontextprotocol/sdk/shared/auth.js';
import { bareHost } from '../../upstream/http/bare-host.js';
import type { GuardedFetch } from '../../upstream/http/guarded-fetch.js';
import { UpstreamFailure } from '../../upstream/upstream-failure.js';
import type { SignInSettings } from '../../upstream/upstream.js';
import type { AuthorizationServer } from './authorization-server.js';

interface ClientRequest {
  readonly server: AuthorizationServer;
  readonly settings: SignInSettings;
  readonly redirectUri: string;
  /** The address of the document that says who the gateway is; undefined where others cannot read it. */
  readonly metadataUrl: string | undefined;
  readonly scope: string | undefined;
  readonly fetch: GuardedFetch;
}

/**
 * Who the gateway is to an authorization server: the client that an admin registered there, else a document
 * that it reads, else one that registers itself (2025-11-25, basic/authorization, Client Registration).
 * @throws UpstreamFailure when there is no way
 */
export async function oauthClient(request: ClientRequest): Promise<OAuthClientInformationMixed> {
  const { server, settings, redirectUri, metadataUrl, scope, fetch } = request;
  const { metadata } = server;
  const { clientId, clientSecret } = settings;
  if (clientId !== undefined) return { client_id: clientId, client_secret: clientSecret };
  const reads = 'client_id_metadata_document_supported' in metadata;
  if (reads && metadata.client_id_metadata_document_supported && metadataUrl !== undefined) {
    return { client_id: metadataUrl };
  }
  if (metadata.registration_endpoint === undefined) {
    throw new UpstreamFailure(
      `its authorization server ${metadata.issuer} lets no client register itself: create one there, and set oauth_client_id`,
    );
  }
  const clientMetadata = { ...clientMetadataFor([redirectUri]), ...(scope !== undefined && { scope }) };
  return registerClient(metadata.issuer, { metadata, clientMetadata, fetchFn: fetch });
}

/** What the gateway says of itself (RFC 7591, section 2). */
export function clientMetadataFor(redirectUris: string[]) {
  const isNative = redirectUris.every(isLoopback);
  return {
    client_name: 'mcpjungle',
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: isNative ? 'native' : 'web',
  } satisfies OAuthClientMetadata & { application_type: string };
}

/** Whether it leads to the machine that the browser runs on. */
export function isLoopback(uri: string): boolean {
  return ['localhost', '127.0.0.1', '::1'].includes(bareHost(new URL(uri)));
}
