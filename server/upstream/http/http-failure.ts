import { UpstreamFailure } from '../upstream-failure.js';
import type { ResponseHead } from './response-head.js';

/** An upstream answered with a status that is no success, and without a message. */
export class StatusFailure extends UpstreamFailure {
  constructor(readonly head: ResponseHead) {
    super(`answered with the HTTP status ${head.status}`);
  }
}

/** The session was over before the request was sent. */
export class SessionGone extends UpstreamFailure {}
