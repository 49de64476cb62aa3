import type { Scope } from '../../policy/policy.js';
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
  /** As long as what was set in it before this process is being read. */
  restoring: Promise<void> | undefined;
  lastUsedAtMs: number;
  /** The lists that the client was told of; undefined when another process did. */
  announced: ViewDigests | undefined;
}

/** A session not used for so long is over. */
export const IDLE_LIMIT_MS = 24 * 3_600_000;

/** For a session whose last use this process cannot know: it may have gone on elsewhere, or before a restart. */
export const UNSEEN_LIMIT_MS = 30 * IDLE_LIMIT_MS;

/** Capabilities that only work when an upstream's tasks can be named. */
const NOT_RELAYED = new Set(['tasks']);

/** The session behind the claims of an id. */
export function sessionOf(claims: SessionClaims, link: SessionLink, nowMs: number): Session {
  const { nonce, protocolVersion, capabilities, clientInfo } = claims;
  const offered = Object.entries(capabilities).filter(([name]) => !NOT_RELAYED.has(name));
  const caller: Caller = {
    era: 'legacy',
    affinity: `session:${nonce}`,
    capabilities: JSON.stringify(Object.fromEntries(offered)),
    clientInfo: JSON.stringify(clientInfo),
    protocolVersion,
    channel: link,
  };
  return {
    ...claims,
    caller,
    link,
    uris: new Set(),
    hasEnded: false,
    restoring: undefined,
    lastUsedAtMs: nowMs,
    announced: undefined,
  };
}
