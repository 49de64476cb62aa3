import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '../../../bus/bus.js';
import { messageOf, textOf } from '../../../bus/message-text.js';
import { Upstreams } from '../../../registry/upstreams.js';
import { jsonText } from '../../../wire/members.js';
import type { Message } from '../../../wire/message.js';
import { JsonRpcCode } from '../../../wire/wire-error.js';
import { Questions } from '../../sessions/questions.js';
import { affinityOf, type Session } from '../../sessions/session.js';
import { Refusal, TransportCode } from '../http/refusal.js';
import { CallsInFlight } from './calls-in-flight.js';

type SessionName = Pick<Session, 'nonce'>;

/** What a client says of its calls and of itself: whichever process it reaches, others may have to know. */
const CONCERNS_ALL = new Set(['notifications/cancelled', 'notifications/roots/list_changed']);

/** Takes what clients send and expect no answer to: notifications, and answers to questions. */
@Injectable()
export class ClientMessages implements OnModuleInit {
  constructor(
    private readonly calls: CallsInFlight,
    private readonly questions: Questions,
    private readonly upstreams: Upstreams,
    private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.onAnnounced('client.notified', ({ nonce, message }) =>
      this.notice({ nonce }, messageOf(message)),
    );
    this.bus.onAsked('question.answered', ({ nonce, message }) =>
      this.questions.answer({ nonce }, messageOf(message)),
    );
  }

  /** @throws Refusal 400, 404: an answer to what no process has asked this client, or one that is gone */
  take(session: Session, message: Message): void | Promise<void> {
    if (message.kind !== 'notification') return this.answer(session, message);
    this.notice(session, message);
    const { nonce } = session;
    if (CONCERNS_ALL.has(message.method!)) {
      this.bus.announce('client.notified', { nonce, message: textOf(message) });
    }
  }

  private notice(session: SessionName, { method, bytes, members }: Message): void {
    const id = members.get('requestId');
    if (method === 'notifications/cancelled' && id) this.calls.cancel(session, jsonText(bytes, id));
    if (method === 'notifications/roots/list_changed') this.upstreams.tell(affinityOf(session.nonce), bytes);
  }

  private async answer(session: Session, message: Message): Promise<void> {
    const here = this.questions.answer(session, message);
    const reception = here === 'elsewhere' ? await this.handOver(session, message) : here;
    if (reception !== 'foreign') return;
    throw new Refusal(400, 'no question of this id is open', { code: JsonRpcCode.invalidRequest });
  }

  /** @throws Refusal 404: what was asked went with its process, so that the client is to begin anew */
  private async handOver({ nonce }: Session, message: Message) {
    const asker = this.questions.askerOf(message)!;
    const reception = await this.bus.ask(asker, 'question.answered', { nonce, message: textOf(message) });
    if (reception) return reception;
    throw new Refusal(404, 'Session not found', { code: TransportCode.sessionNotFound });
  }
}
