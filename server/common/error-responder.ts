import { HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Events } from '../events/events.js';
import { REFUSALS } from '../events/refusal.js';
import type { AuthenticatedRequest } from './access.js';
import { errorAnswer } from './error-answer.js';
import { AppError } from './errors.js';
import { isMcpPath } from './mcp-paths.js';
import { rpcRefusal } from './rpc-refusal.js';

type Request = FastifyRequest & Partial<AuthenticatedRequest>;

/** Answers whatever was thrown with the one error envelope, and logs what is the server's own fault. */
export class ErrorResponder {
  private readonly logger = new Logger(ErrorResponder.name);

  constructor(private readonly events: Events) {}

  respond(error: unknown, request: Request, reply: FastifyReply): void {
    const answer = errorAnswer(error, request.id);
    if (error instanceof AppError && REFUSALS.has(error.code)) this.tell(request, error);
    if (answer.status >= 500) this.log(error, request.id);
    if (reply.sent || reply.raw.headersSent) {
      // Half an answer went out already: breaking it off is all that is left to say.
      reply.raw.destroy();
      return;
    }
    const body = isMcpPath(request.url) ? rpcRefusal(answer.body) : answer.body;
    void reply.code(answer.status).headers(answer.headers).send(body);
  }

  private tell({ id: requestId, principal, method, url, ip: address }: Request, { code }: AppError): void {
    const [path = ''] = url.split('?', 1);
    const report = { atMs: Date.now(), code, principal, method, path, address, requestId };
    this.events.emit('request.refused', report);
  }

  private log(error: unknown, id: string): void {
    if (error instanceof AppError) this.logger.warn(`${error.logged} (request ${id})`);
    else if (error instanceof HttpException) this.logger.error(`${error.message} (request ${id})`);
    else this.logger.error(`internal error (request ${id})`, stackOf(error));
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : `thrown: ${typeof error}`;
}
