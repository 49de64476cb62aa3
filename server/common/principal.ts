/** `admin` administers, `user` looks and calls, `client` is an agent on the MCP endpoints. */
export type Role = 'admin' | 'user' | 'client';

/** What an MCP client was granted. Immutable, so that everything derived from it can be cached by `key`. */
export interface Grants {
  /** `*` was granted: every server, also later ones. */
  readonly allServers: boolean;
  /** Names of servers; they need not exist (yet). */
  readonly servers: ReadonlySet<string>;
  /** Equal for equal grants: the cache key of everything that depends on them. */
  readonly key: string;
}

/** Everyone may reach everything that is enabled: users, admins, and anyone in development mode. */
export const UNLIMITED: Grants = Object.freeze({ allServers: true, servers: new Set<string>(), key: '*' });

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
}

/** Development mode has no authentication: everyone is admin. */
export const ANONYMOUS: Principal = Object.freeze({
  kind: 'anonymous',
  id: null,
  name: 'anonymous',
  role: 'admin',
  grants: UNLIMITED,
  key: 'anonymous',
});
