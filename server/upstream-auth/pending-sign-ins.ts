import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, InvalidError, NotFoundError } from '../common/errors.js';
import { Resealer } from '../secrets/resealer.js';
import { Sealer, UnsealError } from '../secrets/sealer.js';
import { Database } from '../database/database.js';
import { Holders, userIdOf } from './holders.js';
import type { GrantBasis } from './oauth/token-requests.js';
import type { OauthSession } from './oauth-session.entity.js';
import { OauthSessionsRepository } from './oauth-sessions.repository.js';

/** All that is needed when somebody comes back from an authorization server. */
export interface SignInContent {
  /** What is to be done with the grant; JSON of the caller's own. */
  readonly intent: string;
  readonly basis: GrantBasis;
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/** A sign-in that was begun. */
export interface PendingSignIn extends SignInContent {
  readonly server: string;
  readonly holder: string;
}

/** Which sign-in: by the id that its beginner got, or by what the browser brings back. */
export type SignInKey = { readonly sessionId: string; readonly state: string } | { readonly state: string };

/** What has become of a sign-in. */
export interface SignInStatus {
  readonly server: string;
  readonly holder: string;
  readonly status: 'pending' | 'completed' | 'failed';
  /** Why it failed; null where it did not. */
  readonly failure: string | null;
  readonly expiresAt: Date;
}

const LIFE_MS = 600_000;
const MAX_FAILURE_LENGTH = 512;
/** Calls of one person may each have begun one at the same time. */
const MOST_AT_ONCE = 5;

/** Sign-ins that were begun, in the database: whichever process the browser comes back to knows of them. */
@Injectable()
export class PendingSignIns {
  constructor(
    private readonly rows: OauthSessionsRepository,
    private readonly sealer: Sealer,
    private readonly holders: Holders,
    private readonly database: Database,
    resealer: Resealer,
  ) {
    resealer.register('oauth_sessions', () => this.resealAll());
  }

  static newState(): string {
    return randomBytes(32).toString('base64url');
  }

  async add({ server, holder, ...content }: PendingSignIn): Promise<{ sessionId: string; expiresAt: Date }> {
    const now = new Date();
    const sessionId = randomBytes(32).toString('hex');
    const expiresAt = new Date(now.getTime() + LIFE_MS);
    const row = {
      sessionId,
      stateHash: hashOf(content.state),
      server,
      holder,
      userId: userIdOf(holder),
      content: this.seal(sessionId, content),
      expiresAt,
    };
    const { basis, redirectUri } = content;
    await this.database.transaction(async () => {
      await this.rows.insert(row, { kept: MOST_AT_ONCE - 1, now });
      this.database.note({
        action: 'sign_in.begin',
        target: this.holders.accountOf(holder, server),
        server,
        details: { issuer: basis.metadata.issuer, scope: basis.scope, redirect_uri: redirectUri },
      });
    });
    return { sessionId, expiresAt };
  }

  /** Looks only. @returns undefined when there is none, or not any more */
  async find(key: SignInKey): Promise<PendingSignIn | undefined> {
    const row = await this.row(key);
    return row && row.outcome === null && !isOver(row) ? this.open(row) : undefined;
  }

  /** @returns undefined when there is none, or it is over; for those that began it */
  async status(sessionId: string): Promise<SignInStatus | undefined> {
    const row = await this.rows.bySessionId(sessionId);
    if (!row || isOver(row)) return undefined;
    const { server, holder, outcome, failure, expiresAt } = row;
    const status = outcome === null || outcome === 'taken' ? 'pending' : outcome;
    return { server, holder, status, failure, expiresAt };
  }

  /**
   * Does what is to be done with a sign-in, once: nobody else gets it, whatever becomes of it.
   * @throws NotFoundError when there is none of that id
   * @throws InvalidError when the state is another one, or it is too late; and what the work throws
   */
  async once<T>(key: SignInKey, work: (signIn: PendingSignIn) => Promise<T>): Promise<T> {
    const row = await this.row(key);
    if (!row || !(await this.rows.take(row.id))) {
      if ('sessionId' in key) throw new NotFoundError('sign-in', key.sessionId.slice(0, 64));
      throw new InvalidError('no sign-in with this state is under way; begin anew');
    }
    try {
      const result = await work(this.taken(row, key));
      await this.settle(row, null);
      return result;
    } catch (error) {
      await this.settle(row, error instanceof AppError ? error.message : 'internal error');
      throw error;
    }
  }

  /** It is done, or has failed, whether or not that can be told. */
  private async settle({ id }: OauthSession, failure: string | null): Promise<void> {
    const text = failure && failure.replaceAll('\0', '').slice(0, MAX_FAILURE_LENGTH);
    await this.rows.settle(id, text).catch(() => undefined);
  }

  private taken(row: OauthSession, key: SignInKey): PendingSignIn {
    if (isOver(row)) throw new InvalidError('this sign-in took too long; begin anew');
    const content = this.open(row);
    if (!content || row.stateHash !== hashOf(key.state))
      throw new InvalidError('the state is not that of this sign-in; begin anew');
    return content;
  }

  private row(key: SignInKey): Promise<OauthSession | null> {
    return 'sessionId' in key ? this.rows.bySessionId(key.sessionId) : this.rows.byState(hashOf(key.state));
  }

  private seal(sessionId: string, content: SignInContent): string {
    return this.sealer.seal(JSON.stringify(content), purposeOf(sessionId));
  }

  private open({ sessionId, content, server, holder }: OauthSession): PendingSignIn | undefined {
    try {
      const opened = JSON.parse(this.sealer.open(content, purposeOf(sessionId))) as SignInContent;
      return { ...opened, server, holder };
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }

  private resealAll(): Promise<void> {
    return this.database.transaction(async () => {
      for (const row of await this.rows.all()) {
        const content = this.open(row);
        if (content) await this.rows.setContent(row.id, this.seal(row.sessionId, content));
      }
    });
  }
}

function isOver({ expiresAt }: OauthSession): boolean {
  return expiresAt.getTime() <= Date.now();
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('hex');
}

function purposeOf(sessionId: string) {
  return { label: 'oauth-sessions', context: `oauth_sessions:${sessionId}` };
}
