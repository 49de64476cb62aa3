import { Injectable } from '@nestjs/common';
import type { Message } from '../../../wire/message.js';
import type { Reply } from '../../core/call.js';
import { GatewayCore } from '../../core/gateway-core.js';
import type { Exchange } from '../../exchange.js';
import { SessionMethods } from '../../sessions/session-methods.js';
import { Sessions } from '../../sessions/sessions.js';
import { CallsInFlight } from './calls-in-flight.js';
import { ClientMessages } from './client-messages.js';
import { sendFailure } from '../http/failure.js';
import { failureOf } from './failure.js';
import { checkPost } from './header-rules.js';
import { Initialize } from './initialize.js';
import { LegacyCall } from './legacy-call.js';
import { requireSession } from './require-session.js';

/** Takes what clients send: requests, notifications, and answers to questions. */
@Injectable()
export class PostHandler {
  constructor(
    private readonly core: GatewayCore,
    private readonly sessions: Sessions,
    private readonly initialize: Initialize,
    private readonly calls: CallsInFlight,
    private readonly messages: ClientMessages,
    private readonly methods: SessionMethods,
  ) {}

  /** @throws Refusal, WireError: the message is none that can be answered under its id */
  async handle(exchange: Exchange): Promise<void> {
    checkPost(exchange.headers);
    const { message } = exchange;
    if (message.kind === 'request') return this.request(exchange, message);
    const { session } = requireSession(this.sessions, exchange);
    this.messages.take(session, message);
    exchange.response.writeHead(202).end();
  }

  private async request(exchange: Exchange, request: Message): Promise<void> {
    try {
      if (request.method === 'initialize') this.initialize.answer(exchange, request);
      else {
        const { session } = requireSession(this.sessions, exchange);
        if (session.restoring) await session.restoring;
        await this.work(new LegacyCall(exchange, session, request));
      }
    } catch (error) {
      sendFailure(exchange.response, failureOf(error, request.id));
    }
  }

  private reply(call: LegacyCall): Promise<Reply> | Reply {
    return this.methods.has(call.request) ? this.methods.handle(call) : this.core.handle(call);
  }

  private async work(call: LegacyCall): Promise<void> {
    this.calls.add(call);
    try {
      call.answer(await this.reply(call));
    } catch (error) {
      if (call.cancellation.reason) call.abandon();
      else call.fail(failureOf(error, call.request.id));
    } finally {
      this.calls.remove(call);
    }
  }
}
