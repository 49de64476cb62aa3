import { HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../api/errors.js';
import type { Events } from '../events/events.js';
import { REFUSALS, type RefusalReport } from '../events/refusal.js';
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
    this.tell(request, error, answer.body.code);
    if (answer.status >= 500) this.log(error, request.id);
    if (reply.sent || reply.raw.headersSent) {
      // Half an answer went out already: breaking it off is all that is left to say.
      reply.raw.destroy();
      return;
    }
    const body = isMcpPath(request.url) ? rpcRefusal(answer.body) : answer.body;
    void reply.code(answer.status).headers(answer.headers).send(body);
  }

  private tell(request: Request, error: unknown, code: ErrorCode): void {
    if (error instanceof AppError && REFUSALS.has(code)) {
      this.events.emit('request.refused', reportOf(request, code));
    } else if (request.principal && isAdministrative(request)) {
      const { principal, routeOptions } = request;
      // Other sentences may quote what is wrong with what was sent.
      const reason = error instanceof AppError && code !== 'invalid' ? error.logged : undefined;
      const route = routeOptions.url ?? '';
      this.events.emit('request.failed', { ...reportOf(request, code), principal, route, reason });
    }
  }

  private log(error: unknown, id: string): void {
    if (error instanceof AppError) this.logger.warn(`${error.logged} (request ${id})`);
    else if (error instanceof HttpException) this.logger.error(`${error.message} (request ${id})`);
    else this.logger.error(`internal error (request ${id})`, stackOf(error));
  }
}

function reportOf({ id, principal, method, url, ip }: Request, code: ErrorCode): RefusalReport {
  const [path = ''] = url.split('?', 1);
  return { atMs: Date.now(), code, principal, method, path, address: ip, requestId: id };
}

/** Whether it would have changed what only administrators may. */
function isAdministrative({ method, access }: Request): boolean {
  return method !== 'GET' && access?.kind === 'roles' && !access.roles.includes('user');
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : `thrown: ${typeof error}`;
}
