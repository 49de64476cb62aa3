import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { currentRequest, holdRequests, requestContext, withinRequest } from '../logging/request-context.js';
import { type FirstLook, pathOf } from './first-look.js';

/** For the browser pages of this server. */
const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

type RequestHook = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;

/** Before everything but the MCP endpoints: all that the request starts knows of which request it is a part. */
export function restHook(look: FirstLook): RequestHook {
  return (request, reply, done) => {
    reply.headers({ ...SECURITY_HEADERS, 'X-Request-Id': request.id });
    reply.raw.once('close', holdRequests());
    withinRequest(requestContext(request.id, request.headers), () => pass(look, { request, reply, done }));
  };
}

/** Before the MCP endpoints, which serve no browser page, and whose calls bring their context along. */
export function mcpHook(look: FirstLook): RequestHook {
  return (request, reply, done) => pass(look, { request, reply, done });
}

interface Passing {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly done: HookHandlerDoneFunction;
}

function pass(look: FirstLook, { request, reply, done }: Passing): void {
  try {
    look.at(request, reply);
  } catch (error) {
    return done(error as Error);
  }
  done();
}

/**
 * Logs each answered request, never its query. Calls and probes, of which there are many, are told of at the
 * level `debug` only, and cost nothing at the others.
 */
export function logHook(all: boolean): RequestHook {
  const logger = new Logger('Request');
  return (request, reply, done) => {
    const path = pathOf(request);
    const isApi = path.startsWith('/api/');
    if (isApi || all) {
      const message = `${request.method} ${path} ${reply.statusCode}`;
      const line = { message, duration_ms: Math.round(reply.elapsedTime), address: request.ip };
      const context = currentRequest() ?? requestContext(request.id, request.headers);
      withinRequest(context, () => (isApi ? logger.log(line) : logger.debug(line)));
    }
    done();
  };
}

/** Whether calls and probes are logged too. */
export function logsAll({ LOG_LEVEL }: { LOG_LEVEL: string }): boolean {
  return LOG_LEVEL === 'debug' || LOG_LEVEL === 'trace';
}
