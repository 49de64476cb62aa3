import type { Principal } from '../../common/principal.js';
import type { Exchange } from '../exchange.js';
import type { EventLog } from './event-log.js';
import type { Session } from './session.js';
import { SseResponse } from '../sse-response.js';

/** A stream that a client opened with GET, to be told of what happens outside its requests. */
export class SessionStream extends SseResponse {
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
