import type {
  AuthorizationServerMetadata,
  OAuthClientInformationMixed,
} from '@modelcontextprotocol/sdk/shared/auth.js';
import type { CredentialHeaders } from '../upstream/credentials.js';

/** What an authorization server gave, and all it takes to have it renewed. */
export interface Grant {
  readonly kind: 'grant';
  /** Of the upstream that it is good for: it goes nowhere else. */
  readonly url: string;
  readonly flow: 'authorization_code' | 'client_credentials';
  readonly metadata: AuthorizationServerMetadata;
  readonly client: OAuthClientInformationMixed;
  /** Where the client was registered to return to; undefined where it returns nowhere. */
  readonly redirectUri?: string;
  /** RFC 8707. */
  readonly resource: string;
  readonly scope?: string;
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** When to renew it: milliseconds since 1970, some time before it expires. Null: when it is refused. */
  readonly renewAtMs: number | null;
  readonly expiresAtMs: number | null;
}

/** What somebody set for themselves. */
export interface OwnSecret {
  readonly kind: 'secret';
  readonly url: string;
  /** Names in lower case. */
  readonly headers: CredentialHeaders;
}

export type Content = Grant | OwnSecret;

export function headersOf(content: Content): CredentialHeaders {
  return content.kind === 'secret' ? content.headers : { authorization: `Bearer ${content.accessToken}` };
}

export function secretsOf(content: Content): string[] {
  if (content.kind === 'grant') return [content.accessToken];
  return Object.values(content.headers).flatMap((value) => [value, ...value.split(' ').slice(1)]);
}

/** What may be said of it to anybody: nothing that lets anyone in. */
export function shownContent(content: Content): object {
  if (content.kind === 'secret') return { kind: content.kind, headers: Object.keys(content.headers) };
  const { kind, flow, metadata, client, scope } = content;
  return { kind, flow, issuer: metadata.issuer, client_id: client.client_id, scope };
}

export function ownSecret(url: URL, headers: Readonly<Record<string, string>>): OwnSecret {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { kind: 'secret', url: url.href, headers: Object.fromEntries(lower) };
}
