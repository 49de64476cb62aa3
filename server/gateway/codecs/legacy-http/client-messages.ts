import { Injectable } from '@nestjs/common';
import { Upstreams } from '../../../registry/upstreams.js';
import { jsonText } from '../../../wire/members.js';
import type { Message } from '../../../wire/message.js';
import { JsonRpcCode } from '../../../wire/wire-error.js';
import { Questions } from '../../sessions/questions.js';
import type { Session } from '../../sessions/session.js';
import { Refusal, TransportCode } from '../http/refusal.js';
import { CallsInFlight } from './calls-in-flight.js';

/** Takes what clients send and expect no answer to: notifications, and answers to questions. */
@Injectable()
export class ClientMessages {
  constructor(
    private readonly calls: CallsInFlight,
    private readonly questions: Questions,
    private readonly upstreams: Upstreams,
  ) {}

  /** @throws Refusal 400, 404: an answer to what this process has not asked this client */
  take(session: Session, message: Message): void {
    if (message.kind === 'notification') this.notice(session, message);
    else this.answer(session, message);
  }

  private notice(session: Session, { method, bytes, members }: Message): void {
    const id = members.get('requestId');
    if (method === 'notifications/cancelled' && id) this.calls.cancel(session, jsonText(bytes, id));
    if (method === 'notifications/roots/list_changed') this.upstreams.tell(session.caller.affinity, bytes);
  }

  private answer(session: Session, message: Message): void {
    switch (this.questions.answer(session, message)) {
      case 'foreign':
        throw new Refusal(400, 'no question of this id is open', { code: JsonRpcCode.invalidRequest });
      case 'elsewhere':
        // What was asked went with its process: the client is to begin anew.
        throw new Refusal(404, 'Session not found', { code: TransportCode.sessionNotFound });
      case 'taken':
      case 'late':
    }
  }
}
