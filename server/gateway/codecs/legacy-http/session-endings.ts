import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isRevoked, type Revocation } from '../../../common/principal.js';
import { Events } from '../../../events/events.js';
import { Upstreams } from '../../../registry/upstreams.js';
import { affinityOf, type Session } from '../../sessions/session.js';
import { Questions } from '../../sessions/questions.js';
import { Sessions } from '../../sessions/sessions.js';
import { CallsInFlight } from './calls-in-flight.js';
import { SessionStreams } from '../../sessions/session-streams.js';

/** How long clients are to wait before they look for a server that shut down. */
const RETRY_MS = 5000;

/** Ends what hangs on a session: when its client says so, when its token is revoked, when the server stops. */
@Injectable()
export class SessionEndings implements OnModuleInit, OnModuleDestroy {
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly sessions: Sessions,
    private readonly calls: CallsInFlight,
    private readonly streams: SessionStreams,
    private readonly questions: Questions,
    private readonly upstreams: Upstreams,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.stopListening = [
      this.events.on('principal.revoked', (revocation) => this.endRevoked(revocation)),
      this.events.on('session.deleted', ({ nonce }) => this.endElsewhere(nonce)),
      this.events.on('server.stopping', () => this.stop()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stopListening) stop();
    this.stop();
  }

  end(id: string, session: Session): void {
    this.sessions.end(id, session);
    this.endAll(session);
  }

  private endElsewhere(nonce: string): void {
    this.sessions.endElsewhere(nonce);
    this.endAll({ nonce });
  }

  private endAll(session: Pick<Session, 'nonce'>): void {
    this.calls.cancelSession(session);
    this.questions.endSession(session);
    this.streams.endSession(session);
    this.upstreams.release(affinityOf(session.nonce));
  }

  private endRevoked(revocation: Revocation): void {
    this.calls.cancelRevoked(revocation);
    if (revocation.kept.length === 0) this.questions.endPrincipal(revocation.key);
    this.streams.endAll(({ principal }) => isRevoked(principal, revocation));
  }

  /** Calls in flight are left to end; streams, and calls that wait for a client's answer, never would. */
  private stop(): void {
    this.questions.endAll();
    this.streams.endAll(() => true, RETRY_MS);
  }
}
