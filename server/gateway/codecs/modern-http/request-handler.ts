import { Injectable } from '@nestjs/common';
import { Policy } from '../../../policy/policy.js';
import type { Message } from '../../../wire/message.js';
import { JsonRpcCode } from '../../../wire/wire-error.js';
import { CallError } from '../../core/call-error.js';
import { stringMember } from '../../core/params.js';
import type { Exchange } from '../../exchange.js';
import { unwrapped } from '../../search/unwrapped.js';
import { framed } from '../http/answers.js';
import { sendFailure } from '../http/failure.js';
import { notThere } from '../http/not-there.js';
import { sendJson } from '../http/post-response.js';
import { discovery } from './discover.js';
import { failureOf } from './failure.js';
import { admit } from './header-checks.js';
import { ListenStreams } from './listen/listen-streams.js';
import { ModernCall } from './modern-call.js';
import { ModernCalls } from './modern-calls.js';
import { checkParamHeaders } from './param-header-checks.js';
import { stamped } from './stamp.js';

/** What the core answers in this era; others that it knows are of sessions only. */
const CALLS = new Set([
  ...['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'],
  ...['tools/call', 'prompts/get', 'resources/read', 'completion/complete'],
  ...['tasks/get', 'tasks/update', 'tasks/cancel'],
]);

/** Takes requests, each of which says all there is to know about its client. */
@Injectable()
export class RequestHandler {
  constructor(
    private readonly policy: Policy,
    private readonly calls: ModernCalls,
    private readonly listening: ListenStreams,
  ) {}

  /** Answers in every case; never throws. */
  async handle(exchange: Exchange, request: Message): Promise<void> {
    try {
      await this.dispatch(exchange, request);
    } catch (error) {
      sendFailure(exchange.response, failureOf(error, { id: request.id, context: exchange.context }));
    }
  }

  private dispatch(exchange: Exchange, request: Message): Promise<void> | void {
    const envelope = admit(exchange.headers, request);
    if (request.method === 'server/discover') return this.discover(exchange, request);
    if (request.method === 'subscriptions/listen') return this.listening.open(exchange, request, envelope);
    if (!CALLS.has(request.method!)) throw new CallError(JsonRpcCode.methodNotFound, 'Method not found');
    if (request.method === 'tools/call') this.checkParams(exchange, request);
    return this.calls.work(new ModernCall(exchange, unwrapped(exchange.scope, request), envelope));
  }

  private discover({ principal, scope, response }: Exchange, { id, method }: Message): void {
    const view = this.policy.view(principal, scope);
    if (!view.exists) throw notThere(scope);
    sendJson(response, { status: 200, pieces: framed(id!, stamped(method!, discovery(view))) });
  }

  private checkParams({ headers, principal, scope }: Exchange, request: Message): void {
    const { value } = stringMember(request.bytes, request.members, 'name');
    const tool = this.policy.view(principal, scope).findTool(value);
    if (tool) checkParamHeaders(headers, request, tool);
  }
}
