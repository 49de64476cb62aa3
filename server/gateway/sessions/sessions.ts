import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/principal.js';
import type { Scope } from '../../policy/policy.js';
import { RecentMap } from '../recent-map.js';
import { IDLE_LIMIT_MS, type Session, type SessionClaims, sessionOf, UNSEEN_LIMIT_MS } from './session.js';
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
  private readonly process = randomBytes(6).toString('base64url');
  private readonly opened = new RecentMap<string, Session>(REMEMBERED_SESSIONS);
  private readonly ended = new RecentMap<string, true>(REMEMBERED_ENDINGS);

  constructor(
    private readonly ids: SessionIds,
    private readonly links: SessionLinks,
    private readonly states: SessionStates,
  ) {}

  begin(principal: Principal, session: NewSession, nowMs = Date.now()): { id: string; session: Session } {
    const { id, claims } = this.ids.issue({
      ...session,
      nonce: randomBytes(12).toString('base64url'),
      principalKey: principal.key,
      issuedAtMs: nowMs,
      process: this.process,
    });
    const opened = sessionOf(claims, this.links.to(claims), nowMs);
    this.opened.set(id, opened);
    return { id, session: opened };
  }

  /** @returns undefined for an id that is unknown, changed, expired, ended, another principal's or of another endpoint */
  find(id: string, owner: { principal: Principal; scope: Scope }, nowMs = Date.now()): Session | undefined {
    const session = this.opened.get(id) ?? this.reopen(id, nowMs);
    if (!session || !belongs(session, owner)) return undefined;
    if (nowMs - session.lastUsedAtMs > IDLE_LIMIT_MS) {
      this.end(id, session);
      return undefined;
    }
    session.lastUsedAtMs = nowMs;
    return session;
  }

  end(id: string, session: Session): void {
    this.opened.delete(id);
    session.hasEnded = true;
    if (session.caller.logLevel !== undefined || session.uris.size > 0) this.states.note(session);
    this.ended.set(session.nonce, true);
  }

  private reopen(id: string, nowMs: number): Session | undefined {
    const claims = this.ids.read(id);
    if (!claims || this.ended.get(claims.nonce) || nowMs - claims.issuedAtMs > UNSEEN_LIMIT_MS)
      return undefined;
    const session = sessionOf(claims, this.links.to(claims), nowMs);
    this.opened.set(id, session);
    session.restoring = this.states.restore(session).finally(() => (session.restoring = undefined));
    return session;
  }
}

function belongs(session: Session, { principal, scope }: { principal: Principal; scope: Scope }): boolean {
  return session.principalKey === principal.key && scopeKey(session.scope) === scopeKey(scope);
}

const scopeKey = (scope: Scope) => (scope.kind === 'all' ? '' : scope.name);
