import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Events } from '../events/events.js';
import { ErrorResponder } from './error-responder.js';

/** Answers what is thrown in any of the framework's routes. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly responder: ErrorResponder;

  constructor(events: Events) {
    this.responder = new ErrorResponder(events);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.responder.respond(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
