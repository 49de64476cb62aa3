import { Injectable } from '@nestjs/common';
import { errorResponse } from '../../../wire/build-message.js';
import { JsonRpcCode } from '../../../wire/wire-error.js';
import type { Exchange } from '../../exchange.js';
import { type EventId, eventIdText, parseEventId } from '../../sessions/event-id.js';
import { Resumption } from '../../sessions/resumption.js';
import type { Session } from '../../sessions/session.js';
import { SessionStreams } from '../../sessions/session-streams.js';
import { Sessions } from '../../sessions/sessions.js';
import { Subscriptions } from '../../sessions/subscriptions.js';
import { SseResponse } from '../../sse-response.js';
import { StreamLimit } from '../../stream-limit.js';
import { checkGet } from './header-rules.js';
import { ListAnnouncer } from './list-announcer.js';
import { requireSession, restored } from './require-session.js';

/** Opens streams, and those again that broke (2025-11-25, basic/transports, Resumability and Redelivery). */
@Injectable()
export class GetHandler {
  constructor(
    private readonly sessions: Sessions,
    private readonly streams: SessionStreams,
    private readonly announcer: ListAnnouncer,
    private readonly resumption: Resumption,
    private readonly subscriptions: Subscriptions,
    private readonly limit: StreamLimit,
  ) {}

  /** @throws Refusal */
  async handle(exchange: Exchange): Promise<void> {
    checkGet(exchange.headers);
    const { session } = requireSession(this.sessions, exchange);
    await restored(session);
    const last = exchange.headers['last-event-id'];
    const id = typeof last === 'string' ? parseEventId(last) : undefined;
    if (id && id.kind !== 's') return this.resume(exchange, session, id);
    this.limit.enter(exchange);
    this.announcer.announce(this.streams.open(exchange, session, id));
    this.subscriptions.resume(exchange, session);
  }

  /** A client that is refused with 405 does not come again; one that gets 404 waits for its answer in vain. */
  private resume({ response }: Exchange, session: Session, id: EventId): void {
    const outcome = id.kind === 'e' ? 'ended' : this.resumption.resume(session, id, response);
    if (outcome === 'ended') response.writeHead(405, { allow: 'POST, DELETE' }).end();
    if (outcome === 'lost') tellLost(new SseResponse(response), id);
  }
}

/** What came of the request nobody knows; that is its answer, and there is nothing to come back for. */
function tellLost(stream: SseResponse, id: EventId): void {
  const message = errorResponse({
    id: id.requestId,
    code: JsonRpcCode.internalError,
    message: 'The connection was lost, and with it the answer: it is not known what came of the request',
    data: { reason: 'stream_lost' },
  });
  void stream.send(message, { id: eventIdText({ ...id, kind: 'e' }) });
  stream.end();
}
