import { Injectable } from '@nestjs/common';
import type { Message } from '../../../wire/message.js';
import type { Exchange } from '../../exchange.js';
import { Sessions } from '../../sessions/sessions.js';
import { CallRunner } from './call-runner.js';
import { ClientMessages } from './client-messages.js';
import { sendFailure } from '../http/failure.js';
import { sendJson } from '../http/post-response.js';
import { failureOf } from './failure.js';
import { checkPost } from './header-rules.js';
import { Initialize } from './initialize.js';
import { LegacyCall } from './legacy-call.js';
import { requireSession, restored } from './require-session.js';
import { ResumableResponse } from './resumable-response.js';

/** Takes what clients send: requests, notifications, and answers to questions. */
@Injectable()
export class PostHandler {
  constructor(
    private readonly sessions: Sessions,
    private readonly initialize: Initialize,
    private readonly messages: ClientMessages,
    private readonly runner: CallRunner,
  ) {}

  /** @throws Refusal, WireError: the message is none that can be answered under its id */
  async handle(exchange: Exchange): Promise<void> {
    checkPost(exchange.headers);
    const { message } = exchange;
    if (message.kind === 'request') return this.request(exchange, message);
    const { session } = requireSession(this.sessions, exchange);
    if (session.restoring) await restored(session);
    await this.messages.take(session, message);
    exchange.response.writeHead(202).end();
  }

  private async request(exchange: Exchange, request: Message): Promise<void> {
    try {
      if (request.method === 'initialize') return this.begin(exchange, request);
      const { session } = requireSession(this.sessions, exchange);
      if (session.restoring) await restored(session);
      const response = new ResumableResponse(exchange.response, { session, request });
      await this.runner.run(new LegacyCall(exchange, { session, request, response }));
    } catch (error) {
      sendFailure(exchange.response, failureOf(error, { id: request.id, context: exchange.context }));
    }
  }

  private begin(exchange: Exchange, request: Message): void {
    const { id, answer } = this.initialize.begin(exchange, request);
    sendJson(exchange.response, { status: 200, pieces: [answer], headers: ['mcp-session-id', id] });
  }
}
