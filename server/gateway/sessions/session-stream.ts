import type { Principal } from '../../common/principal.js';
import type { Exchange } from '../exchange.js';
import type { Session } from './session.js';
import { SseResponse } from '../sse-response.js';

/** A stream that a client opened with GET, to be told of what happens outside its requests. */
export class SessionStream extends SseResponse {
  readonly principal: Principal;

  constructor(
    exchange: Exchange,
    readonly session: Session,
  ) {
    super(exchange.response);
    this.principal = exchange.principal;
  }
}
