import { type Grants, UNLIMITED } from './grants.js';

/** `admin` administers, `user` looks and calls, `client` is an agent on the MCP endpoints. */
export type Role = 'admin' | 'user' | 'client';

/** Who makes a request. It travels as the first argument; services never see a request. */
export interface Principal {
  readonly kind: 'anonymous' | 'user' | 'client';
  /** The row's id; null for the anonymous admin of development mode. */
  readonly id: number | null;
  readonly name: string;
  readonly role: Role;
  readonly grants: Grants;
  /** Unique over all principals and never used again, for example `client:12`. */
  readonly key: string;
  /** Which of its tokens the request carried, told from others without telling anything about it. */
  readonly credential: string;
  /** Of a client, the user it belongs to, by name; null where it belongs to nobody. */
  readonly owner: string | null;
  /** Requests a minute; null leaves it to RATE_LIMIT_RPM. */
  readonly rateLimitRpm: number | null;
}

/** A token is no longer good: what was opened with it ends. */
export interface Revocation {
  /** Of the principal. */
  readonly key: string;
  /** Credentials of the same principal that stay good. */
  readonly kept: readonly string[];
}

/** Whether what this principal opened ends with the revocation. */
export function isRevoked({ key, credential }: Principal, revocation: Revocation): boolean {
  return key === revocation.key && !revocation.kept.includes(credential);
}

/** Development mode has no authentication: everyone is admin. */
export const ANONYMOUS: Principal = Object.freeze({
  kind: 'anonymous',
  id: null,
  name: 'anonymous',
  role: 'admin',
  grants: UNLIMITED,
  key: 'anonymous',
  credential: '',
  owner: null,
  rateLimitRpm: null,
});
