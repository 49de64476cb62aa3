import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { isMcpPath } from '../common/mcp-paths.js';
import { withinRequest } from '../logging/request-context.js';
import { HostCheck, type HostRules } from './host-check.js';

/** For the browser pages of this server; the MCP endpoints, whose every header costs, serve no browser. */
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

/** The first thing that happens to a request, also to one that leads nowhere. */
export function frontHook(rules: HostRules): RequestHook {
  const hosts = new HostCheck(rules);
  return (request, reply, done) => {
    const work = () => {
      if (!isMcpPath(request.url)) reply.headers({ ...SECURITY_HEADERS, 'X-Request-Id': request.id });
      dropTypeOfNothing(request);
      // While the server stops, a connection that is still busy is not kept for yet another request.
      if (!request.server.server.listening) reply.raw.shouldKeepAlive = false;
      try {
        hosts.check({ path: pathOf(request), host: request.host, origin: request.headers.origin });
        done();
      } catch (error) {
        done(error as Error);
      }
    };
    withinRequest(request.id, work, { traceparent: request.headers.traceparent });
  };
}

/**
 * Logs each answered request, never its query. Calls and probes, of which there are many, are told of at the
 * level `debug` only, and cost nothing at the others.
 */
export function logHook({ LOG_LEVEL }: { LOG_LEVEL: string }): RequestHook {
  const logger = new Logger('Request');
  const all = LOG_LEVEL === 'debug' || LOG_LEVEL === 'trace';
  return (request, reply, done) => {
    const path = pathOf(request);
    const isApi = path.startsWith('/api/');
    if (isApi || all) {
      const message = `${request.method} ${path} ${reply.statusCode}`;
      const line = { message, duration_ms: Math.round(reply.elapsedTime), address: request.ip };
      if (isApi) logger.log(line);
      else logger.debug(line);
    }
    done();
  };
}

/** Without a body its type says nothing, and Fastify would refuse a malformed one. */
function dropTypeOfNothing({ headers }: FastifyRequest): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  if (encoding === undefined && length === '0') delete headers['content-type'];
}

function pathOf({ url }: FastifyRequest): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
