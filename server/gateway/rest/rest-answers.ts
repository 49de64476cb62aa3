import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../../common/access.js';
import type { Message } from '../../wire/message.js';
import { KeepAlive } from '../keep-alive.js';
import { RestAnswer } from './rest-answer.js';
import { RestCalls } from './rest-calls.js';
import type { RestRequest } from './rest-request.js';

/** A request past the guard, with the bytes that its body was read from. */
export type RestHttpRequest = FastifyRequest & AuthenticatedRequest & { rawBody: Buffer };

interface RestExchange {
  readonly request: RestHttpRequest;
  readonly reply: FastifyReply;
  /** Makes the answer's JSON text of an upstream's result. */
  readonly shape: (result: Message) => Buffer;
}

/** Does what a route asks for and answers, streaming where that is wanted. */
@Injectable()
export class RestAnswers {
  constructor(
    private readonly calls: RestCalls,
    private readonly keepAlive: KeepAlive,
  ) {}

  /** @throws what {@link RestCalls.result} throws, as long as nothing was sent */
  async send({ request, reply, shape }: RestExchange, wanted: RestRequest): Promise<void> {
    const streams = request.headers.accept?.includes('text/event-stream') ?? false;
    const answer = new RestAnswer(reply, streams);
    this.keepAlive.add(answer);
    try {
      answer.succeed(shape(await this.calls.result(request.principal, wanted, answer)));
    } catch (error) {
      answer.fail(error);
    } finally {
      this.keepAlive.remove(answer);
    }
  }
}
