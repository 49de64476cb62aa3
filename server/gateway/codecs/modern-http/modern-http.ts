import { Injectable } from '@nestjs/common';
import { JsonRpcCode } from '../../../wire/wire-error.js';
import type { Exchange } from '../../exchange.js';
import { checkAcceptsBoth } from '../http/accept-rules.js';
import { sendFailure } from '../http/failure.js';
import { Refusal } from '../http/refusal.js';
import { failureOf } from './failure.js';
import { admitNotification } from './header-checks.js';
import { RequestHandler } from './request-handler.js';

/** Streamable HTTP as the revision 2026-07-28 speaks it: each request stands for itself. */
@Injectable()
export class ModernHttp {
  constructor(private readonly requests: RequestHandler) {}

  /** Answers in every case; never throws. */
  async serve(exchange: Exchange): Promise<void> {
    try {
      await this.take(exchange);
    } catch (error) {
      sendFailure(exchange.response, failureOf(error, exchange));
    }
  }

  private take(exchange: Exchange): Promise<void> | void {
    const { method, headers, response } = exchange;
    if (method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    checkAcceptsBoth(headers);
    const { message } = exchange;
    if (message.kind === 'request') return this.requests.handle(exchange, message);
    if (message.kind !== 'notification') {
      throw new Refusal(400, 'clients send no answers in this revision', {
        code: JsonRpcCode.invalidRequest,
      });
    }
    admitNotification(headers, message);
    response.writeHead(202).end();
  }
}
