import type { Scope } from '../../policy/policy.js';
import type { KeptSessions } from '../../upstream/kept-sessions.js';
import type { Caller } from '../../upstream/upstream.js';
import type { ViewDigests } from '../core/view-digests.js';
import type { SessionLink } from './session-link.js';

/** What a session id says: everything that any process needs to serve the session. */
export interface SessionClaims {
  /** Unique over all sessions. */
  readonly nonce: string;
  readonly principalKey: string;
  readonly scope: Scope;
  readonly protocolVersion: string;
  /** What the client declared at `initialize`. */
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly clientInfo: Readonly<Record<string, unknown>>;
  readonly issuedAtMs: number;
  /** The process that made the session. */
  readonly process: string;
}

/** A session as this process knows it. What is beyond the claims may be lost at any time. */
export interface Session extends SessionClaims {
  /** The client as upstreams get to know it. */
  caller: Caller;
  /** The way to the client outside of its calls. */
  readonly link: SessionLink;
  /** Of resources that the client subscribed to, as it uses them. */
  readonly uris: Set<string>;
  hasEnded: boolean;
  /** Its client ended it, so that no process may serve it any more. */
  isDeleted: boolean;
  /** As long as what was set in it before this process is being read. */
  restoring: Promise<void> | undefined;
  lastUsedAtMs: number;
  /** The last use that other processes can know of; at first that it began. */
  useNotedAtMs: number;
  /** The lists that the client was told of; undefined when another process did. */
  announced: ViewDigests | undefined;
}

/** A session not used for so long is over. */
export const IDLE_LIMIT_MS = 24 * 3_600_000;

/** A use is noted this long after the one noted last: most sessions are over before, and are never written. */
export const USE_NOTED_MS = 3_600_000;

/** For a session of which nothing can be read, as long as the database is away. */
export const UNSEEN_LIMIT_MS = 30 * IDLE_LIMIT_MS;

/** Capabilities that only work when an upstream's tasks can be named. */
const NOT_RELAYED = new Set(['tasks']);

/** Which of the sessions with upstreams belong to a session. */
export function affinityOf(nonce: string): string {
  return `session:${nonce}`;
}

/** What leads from a session to its client and to what it has elsewhere. */
export interface SessionWays {
  readonly link: SessionLink;
  readonly keptSessions: KeptSessions;
}

/** The session behind the claims of an id. */
export function sessionOf(
  claims: SessionClaims,
  { link, keptSessions }: SessionWays,
  nowMs: number,
): Session {
  const { nonce, principalKey, protocolVersion, capabilities, clientInfo } = claims;
  const offered = Object.entries(capabilities).filter(([name]) => !NOT_RELAYED.has(name));
  const caller: Caller = {
    principalKey,
    era: 'legacy',
    affinity: affinityOf(nonce),
    capabilities: JSON.stringify(Object.fromEntries(offered)),
    clientInfo: JSON.stringify(clientInfo),
    protocolVersion,
    channel: link,
    keptSessions,
  };
  return {
    ...claims,
    caller,
    link,
    uris: new Set(),
    hasEnded: false,
    isDeleted: false,
    restoring: undefined,
    lastUsedAtMs: nowMs,
    useNotedAtMs: claims.issuedAtMs,
    announced: undefined,
  };
}
