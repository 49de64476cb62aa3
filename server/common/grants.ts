import { createHash } from 'node:crypto';
import { plainest } from './uri-readings.js';
import { NamePatterns } from './wildcard.js';

/** In an allow list: every server, also later ones. */
export const ALL_SERVERS = '*';

/** What an MCP client was granted. Immutable, so that everything derived from it can be cached by `key`. */
export interface Grants {
  /** `*` was granted: every server, also later ones. */
  readonly allServers: boolean;
  /** Names of servers; they need not exist (yet). */
  readonly servers: ReadonlySet<string>;
  /** Names of tools, prompts and resources. */
  readonly allowed: NamePatterns;
  /** What one of these matches is denied, whatever grants it. */
  readonly denied: NamePatterns;
  /** Names of groups, sorted; they need not exist (yet). */
  readonly groups: readonly string[];
  /** Equal for equal grants: the cache key of everything that depends on them. */
  readonly key: string;
}

/** Grants as they are stored. */
export interface GrantLists {
  readonly servers?: readonly string[];
  readonly allowed?: readonly string[];
  readonly denied?: readonly string[];
  readonly groups?: readonly string[];
}

/** Whatever is not listed is not granted. The order of a list means nothing. */
export function grantsOf({ servers = [], allowed = [], denied = [], groups = [] }: GrantLists): Grants {
  const lists = [servers, allowed, denied, groups].map((list) => [...new Set(list)].sort());
  return Object.freeze({
    allServers: servers.includes(ALL_SERVERS),
    servers: new Set(lists[0]),
    allowed: new NamePatterns(lists[1]),
    denied: new NamePatterns(lists[2], (pattern) => [pattern, plainest(pattern)]),
    groups: lists[3]!,
    key: createHash('sha256').update(JSON.stringify(lists)).digest('base64url'),
  });
}

/** Everyone may reach everything that is enabled: users, admins, and anyone in development mode. */
export const UNLIMITED: Grants = Object.freeze({ ...grantsOf({ servers: [ALL_SERVERS] }), key: '*' });
