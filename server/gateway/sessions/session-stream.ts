import type { Principal } from '../../common/principal.js';
import type { Exchange } from '../exchange.js';
import type { Waiting } from '../keep-alive.js';
import type { EventLog } from './event-log.js';
import type { QuestionStream } from './open-question.js';
import type { Session } from './session.js';
import { SseResponse } from '../sse-response.js';

/** On which a client is told of what happens outside its requests. */
export interface SessionStream extends Waiting, Omit<QuestionStream, 'isConnected'> {
  readonly principal: Principal;
  readonly session: Session;
  /** @param retryMs how long the client is to wait before it comes back */
  end(retryMs?: number): void;
}

/** A stream that a client opened with GET, and may resume. */
export class LoggedStream extends SseResponse implements SessionStream {
  readonly principal: Principal;

  constructor(
    exchange: Exchange,
    readonly session: Session,
    readonly log: EventLog,
  ) {
    super(exchange.response);
    this.principal = exchange.principal;
  }

  override send(message: Buffer): void | Promise<void> {
    return super.send(message, { id: this.log.add(message).id });
  }
}
