import type { Principal } from '../../../common/principal.js';
import type { RequestContext } from '../../../logging/request-context.js';
import type { Scope } from '../../../policy/policy.js';
import { Cancellation } from '../../../upstream/cancellation.js';
import { QuestionRefused } from '../../../upstream/question-refused.js';
import type { Caller } from '../../../upstream/upstream.js';
import type { Message } from '../../../wire/message.js';
import { JsonRpcCode } from '../../../wire/wire-error.js';
import type { Call, ClientChannel, Reply } from '../../core/call.js';
import { CancelledError } from '../../core/call-error.js';
import type { Exchange } from '../../exchange.js';
import type { Waiting } from '../../keep-alive.js';
import { framed, renumbered } from '../http/answers.js';
import type { Failure } from '../http/failure.js';
import { PostResponse } from '../http/post-response.js';
import { traceHeaders } from '../http/trace-headers.js';
import { callerOf, type Envelope } from './envelope.js';
import { stamped } from './stamp.js';
import { statusOf } from './status.js';

/** What goes down on a request's own stream; everything else an upstream says is for the gateway. */
const RELAYED = new Set(['notifications/progress', 'notifications/message']);

let lastId = 0;

/** One request of a client that remembers nothing between two of them, and its way back. */
export class ModernCall implements Call, ClientChannel, Waiting {
  readonly principal: Principal;
  readonly context: RequestContext;
  readonly scope: Scope;
  readonly caller: Caller;
  readonly traceHeaders: Call['traceHeaders'];
  readonly cancellation = new Cancellation();
  /** Clients of one identity may share an upstream session, and use equal ids. */
  readonly upstreamId = String(++lastId);
  private readonly response: PostResponse;

  constructor(
    exchange: Exchange,
    readonly request: Message,
    envelope: Envelope,
  ) {
    this.principal = exchange.principal;
    this.context = exchange.context;
    this.scope = exchange.scope;
    this.caller = callerOf(exchange.principal, envelope);
    this.traceHeaders = traceHeaders(exchange.headers);
    this.response = new PostResponse(exchange.response);
    // Closing the stream is how a client cancels (2026-07-28, basic/utilities/cancellation).
    exchange.response.once('close', () => {
      if (!exchange.response.writableFinished) this.cancel('the client left');
    });
  }

  get channel(): ClientChannel {
    return this;
  }

  notify(message: Message): void | Promise<void> {
    if (RELAYED.has(message.method!)) return this.response.event(message.bytes);
  }

  ask(): Promise<Message> {
    return Promise.reject(new QuestionRefused('Method not found', JsonRpcCode.methodNotFound));
  }

  keepAlive(): void {
    this.response.keepAlive();
  }

  cancel(reason: string): void {
    this.cancellation.cancel(new CancelledError(reason));
  }

  answer(reply: Reply): void {
    const id = this.request.id!;
    if (reply.kind === 'relayed') {
      this.response.answer([renumbered(reply.message, id)], statusOf(reply.message));
    } else {
      this.response.answer(framed(id, stamped(this.request.method!, reply.result)));
    }
  }

  fail({ message, status }: Failure): void {
    this.response.answer([message], status);
  }

  /** Ends without a result, so that the client comes back and learns why it may not. */
  abandon(): void {
    this.response.abandon();
  }
}
