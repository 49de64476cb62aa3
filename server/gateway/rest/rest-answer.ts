import type { FastifyReply } from 'fastify';
import { errorAnswer } from '../../common/error-answer.js';
import { Cancellation } from '../../upstream/cancellation.js';
import { currentRequest, type RequestContext, requestContext } from '../../logging/request-context.js';
import { QuestionRefused } from '../../upstream/question-refused.js';
import type { Message } from '../../wire/message.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import { traceHeaders } from '../codecs/http/trace-headers.js';
import type { ClientChannel } from '../core/call.js';
import { CancelledError } from '../core/call-error.js';
import type { Waiting } from '../keep-alive.js';
import { SseResponse } from '../sse-response.js';
import type { Waiter } from './rest-calls.js';

/**
 * The answer to one REST call. For whoever accepts it a stream of `progress` events that ends with `result`
 * or `error`; otherwise JSON. A caller who goes away cancels.
 */
export class RestAnswer implements Waiter, ClientChannel, Waiting {
  readonly cancellation = new Cancellation();
  readonly context: RequestContext;
  readonly traceHeaders: Waiter['traceHeaders'];
  private stream: SseResponse | undefined;
  private ticks = 0;

  constructor(
    private readonly reply: FastifyReply,
    readonly streams: boolean,
  ) {
    const { id, headers } = reply.request;
    this.context = currentRequest() ?? requestContext(id, headers);
    this.traceHeaders = traceHeaders(headers);
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) this.cancellation.cancel(new CancelledError('the caller went away'));
    });
  }

  get channel(): ClientChannel {
    return this;
  }

  notify({ method, payload, bytes }: Message): void | Promise<void> {
    if (!this.streams || method !== 'notifications/progress' || !payload) return;
    return this.begin().send(bytes.subarray(payload.start, payload.end), { type: 'progress' });
  }

  ask(): Promise<Message> {
    return Promise.reject(new QuestionRefused('Method not found', JsonRpcCode.methodNotFound));
  }

  keepAlive(): void {
    this.ticks++;
    if (this.streams && this.ticks > 1) this.begin().keepAlive();
  }

  /** @param result JSON text */
  succeed(result: Buffer): void {
    if (this.streams) this.finish('result', result);
    else void this.reply.header('content-type', 'application/json; charset=utf-8').send(result);
  }

  /** @throws the error itself as long as nothing was sent: it has a status then */
  fail(error: unknown): void {
    if (this.cancellation.reason) this.reply.hijack();
    else if (!this.stream) throw error;
    else this.finish('error', Buffer.from(JSON.stringify(errorAnswer(error, this.reply.request.id).body)));
  }

  private finish(type: 'result' | 'error', json: Buffer): void {
    void this.begin().send(json, { type });
    this.begin().end();
  }

  private begin(): SseResponse {
    if (this.stream) return this.stream;
    this.reply.hijack();
    return (this.stream = new SseResponse(this.reply.raw));
  }
}
