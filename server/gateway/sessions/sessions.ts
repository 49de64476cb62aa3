import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Bus } from '../../bus/bus.js';
import type { Principal } from '../../common/principal.js';
import { type Scope, scopeKey } from '../../policy/policy.js';
import { RecentMap } from '../../common/recent-map.js';
import { KeptUpstreamSessions } from './kept-upstream-sessions.js';
import {
  IDLE_LIMIT_MS,
  type Session,
  type SessionClaims,
  sessionOf,
  UNSEEN_LIMIT_MS,
  USE_NOTED_MS,
} from './session.js';
import { SessionIds } from './session-ids.js';
import { SessionLinks } from './session-links.js';
import { SessionStates } from './session-states.js';

const REMEMBERED_SESSIONS = 10_000;
const REMEMBERED_ENDINGS = 50_000;

export type NewSession = Pick<SessionClaims, 'scope' | 'protocolVersion' | 'capabilities' | 'clientInfo'>;

/**
 * The sessions of legacy clients. No table: a session is what its id says, and what this process remembers of
 * it. It binds the principal and never replaces its token.
 */
@Injectable()
export class Sessions {
  private readonly opened = new RecentMap<string, Session>(REMEMBERED_SESSIONS);
  private readonly ended = new RecentMap<string, true>(REMEMBERED_ENDINGS);

  constructor(
    private readonly ids: SessionIds,
    private readonly links: SessionLinks,
    private readonly states: SessionStates,
    private readonly kept: KeptUpstreamSessions,
    private readonly bus: Bus,
  ) {}

  begin(principal: Principal, session: NewSession, nowMs = Date.now()): { id: string; session: Session } {
    const { id, claims } = this.ids.issue({
      ...session,
      nonce: randomBytes(12).toString('base64url'),
      principalKey: principal.key,
      issuedAtMs: nowMs,
      process: this.bus.process,
    });
    const opened = this.open(claims, nowMs);
    this.opened.set(id, opened);
    return { id, session: opened };
  }

  /** @returns undefined for an id that is unknown, changed, expired, ended, another principal's or of another endpoint */
  find(id: string, owner: { principal: Principal; scope: Scope }, nowMs = Date.now()): Session | undefined {
    const session = this.opened.get(id) ?? this.reopen(id, nowMs);
    if (!session || !belongs(session, owner) || this.ended.get(session.nonce)) return undefined;
    if (nowMs - session.lastUsedAtMs > IDLE_LIMIT_MS) {
      this.end(id, session);
      return undefined;
    }
    session.lastUsedAtMs = nowMs;
    if (nowMs - session.useNotedAtMs > USE_NOTED_MS && !session.restoring) this.noteUse(session);
    return session;
  }

  /** How many this process remembers. */
  get size(): number {
    return this.opened.size;
  }

  end(id: string, session: Session): void {
    this.opened.delete(id);
    session.hasEnded = true;
    if (session.caller.logLevel !== undefined || session.uris.size > 0) this.states.note(session);
    this.ended.set(session.nonce, true);
  }

  private noteUse(session: Session): void {
    session.useNotedAtMs = session.lastUsedAtMs;
    this.states.note(session);
  }

  /** Its client ended it, at another process. */
  endElsewhere(nonce: string): void {
    this.ended.set(nonce, true);
  }

  private reopen(id: string, nowMs: number): Session | undefined {
    const claims = this.ids.read(id);
    if (!claims || this.ended.get(claims.nonce) || nowMs - claims.issuedAtMs > UNSEEN_LIMIT_MS)
      return undefined;
    const session = this.open(claims, nowMs);
    this.opened.set(id, session);
    session.restoring = this.states.restore(session, nowMs).finally(() => this.restored(id, session));
    return session;
  }

  private restored(id: string, session: Session): void {
    session.restoring = undefined;
    if (!session.hasEnded) return;
    this.opened.delete(id);
    this.ended.set(session.nonce, true);
  }

  private open(claims: SessionClaims, nowMs: number): Session {
    const ways = { link: this.links.to(claims), keptSessions: this.kept.of(claims.nonce) };
    return sessionOf(claims, ways, nowMs);
  }
}

/** Whether it is this principal's, on this endpoint. */
export function belongs(
  session: Pick<Session, 'principalKey' | 'scope'>,
  { principal, scope }: { principal: Principal; scope: Scope },
): boolean {
  return session.principalKey === principal.key && scopeKey(session.scope) === scopeKey(scope);
}
