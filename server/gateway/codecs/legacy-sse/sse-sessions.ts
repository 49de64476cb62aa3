import { Injectable } from '@nestjs/common';
import { LATEST_LEGACY_REVISION } from '../../../upstream/protocol-revisions.js';
import { JsonRpcCode } from '../../../wire/wire-error.js';
import { CallError } from '../../core/call-error.js';
import type { Exchange } from '../../exchange.js';
import type { Session } from '../../sessions/session.js';
import type { SessionStream } from '../../sessions/session-stream.js';
import { SessionStreams } from '../../sessions/session-streams.js';
import { Sessions } from '../../sessions/sessions.js';
import { Subscriptions } from '../../sessions/subscriptions.js';
import { Initialize } from '../legacy-http/initialize.js';
import { ListAnnouncer } from '../legacy-http/list-announcer.js';
import { SessionEndings } from '../legacy-http/session-endings.js';
import type { SseConnection } from './sse-connection.js';

/** Gives connections their sessions, which end with them: nobody could come back for one. */
@Injectable()
export class SseSessions {
  constructor(
    private readonly initialize: Initialize,
    private readonly sessions: Sessions,
    private readonly streams: SessionStreams,
    private readonly announcer: ListAnnouncer,
    private readonly endings: SessionEndings,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** @returns the answer to `initialize`. @throws CallError, Refusal 404 */
  begin(connection: SseConnection, exchange: Pick<Exchange, 'principal' | 'scope' | 'message'>): Buffer {
    if (connection.isInitialized) throw new CallError(JsonRpcCode.invalidRequest, 'already initialized');
    const { id, session, answer } = this.initialize.begin(exchange, exchange.message);
    this.attach(connection, id, session);
    connection.isInitialized = true;
    return answer;
  }

  /**
   * The connection's session. Clients that connect again by themselves, after a restart for example, do not
   * initialise again: they are served as if they could not be asked anything, and look at their lists anew.
   */
  of(connection: SseConnection): Session {
    if (connection.session) return connection.session;
    const { id, session } = this.sessions.begin(connection.principal, {
      scope: connection.scope,
      protocolVersion: LATEST_LEGACY_REVISION,
      capabilities: {},
      clientInfo: { name: 'unknown', version: '0' },
    });
    this.announcer.announce(this.attach(connection, id, session));
    return session;
  }

  private attach(connection: SseConnection, id: string, session: Session): SessionStream {
    const stream: SessionStream = {
      session,
      principal: connection.principal,
      // A session that was begun before `initialize` has nothing more to say.
      send: (message) => (connection.session === session ? connection.send(message) : undefined),
      keepAlive: () => connection.keepAlive(),
      onGone: (listener) => connection.onGone(listener),
      end: (retryMs) => connection.end(retryMs),
    };
    connection.session = session;
    this.streams.add(stream);
    connection.onGone(() => {
      this.subscriptions.endSession(session);
      this.endings.end(id, session);
    });
    return stream;
  }
}
