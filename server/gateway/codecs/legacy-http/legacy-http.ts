import { Injectable } from '@nestjs/common';
import type { Exchange } from '../../exchange.js';
import { SessionDeletions } from '../../sessions/session-deletions.js';
import { Subscriptions } from '../../sessions/subscriptions.js';
import { Sessions } from '../../sessions/sessions.js';
import { sendFailure } from '../http/failure.js';
import { failureOf } from './failure.js';
import { checkRevision } from './header-rules.js';
import { GetHandler } from './get-handler.js';
import { PostHandler } from './post-handler.js';
import { requireSession, restored } from './require-session.js';
import { SessionEndings } from './session-endings.js';

/** Streamable HTTP as the revisions from 2024-11-05 to 2025-11-25 speak it. */
@Injectable()
export class LegacyHttp {
  constructor(
    private readonly posts: PostHandler,
    private readonly gets: GetHandler,
    private readonly sessions: Sessions,
    private readonly endings: SessionEndings,
    private readonly subscriptions: Subscriptions,
    private readonly deletions: SessionDeletions,
  ) {}

  /** Answers in every case; never throws. */
  async serve(exchange: Exchange): Promise<void> {
    try {
      await this.dispatch(exchange);
    } catch (error) {
      sendFailure(exchange.response, failureOf(error, exchange));
    }
  }

  private dispatch(exchange: Exchange): Promise<void> | void {
    switch (exchange.method) {
      case 'POST':
        return this.posts.handle(exchange);
      case 'GET':
        return this.gets.handle(exchange);
      case 'DELETE':
        return this.end(exchange);
      default:
        exchange.response.writeHead(405, { allow: 'GET, POST, DELETE' }).end();
    }
  }

  private async end(exchange: Exchange): Promise<void> {
    checkRevision(exchange.headers);
    const { id, session } = requireSession(this.sessions, exchange);
    await restored(session);
    this.subscriptions.endSession(session);
    this.endings.end(id, session);
    this.deletions.tell(session);
    exchange.response.writeHead(204).end();
  }
}
