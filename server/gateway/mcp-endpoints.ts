import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { McpGuard } from '../auth/mcp.guard.js';
import type { AuthenticatedRequest } from '../common/access.js';
import { ErrorResponder } from '../common/error-responder.js';
import { InvalidError } from '../common/errors.js';
import { Events } from '../events/events.js';
import { requestContext, withinRequest } from '../logging/request-context.js';
import type { Scope } from '../policy/policy.js';
import { eraOfExchange } from './codecs/era.js';
import { LegacyHttp } from './codecs/legacy-http/legacy-http.js';
import { LegacySse } from './codecs/legacy-sse/legacy-sse.js';
import { ModernHttp } from './codecs/modern-http/modern-http.js';
import { Exchange } from './exchange.js';

type McpRequest = FastifyRequest<{
  Body: Buffer | undefined;
  Params: { name: string };
  Querystring: { discover?: unknown };
}> &
  AuthenticatedRequest;

/** Answers in every case; never throws. */
type Serve = (exchange: Exchange) => Promise<void>;

const EVERYTHING = (): Scope => ({ kind: 'all' });
const SERVER = ({ params: { name } }: McpRequest): Scope => ({ kind: 'server', name });
const GROUP = ({ params: { name } }: McpRequest): Scope => ({ kind: 'group', name });

/** The MCP endpoints: which part of the catalogue each shows, and which codec speaks with the client. */
@Injectable()
export class McpEndpoints {
  private readonly errors: ErrorResponder;

  constructor(
    private readonly guard: McpGuard,
    private readonly legacy: LegacyHttp,
    private readonly modern: ModernHttp,
    private readonly sse: LegacySse,
    events: Events,
  ) {
    this.errors = new ErrorResponder(events);
  }

  /** @param fastify that hands bodies over as the bytes that came */
  mount(fastify: FastifyInstance): void {
    fastify.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
    fastify.setNotFoundHandler((request, reply) => this.refuse(new NotFoundException(), request, reply));
    const http: Serve = (exchange) =>
      eraOfExchange(exchange) === 'modern' ? this.modern.serve(exchange) : this.legacy.serve(exchange);
    const stream: Serve = (exchange) => this.sse.serveStream(exchange);
    const message: Serve = (exchange) => this.sse.serveMessage(exchange);
    const routes: [string, (request: McpRequest) => Scope, Serve][] = [
      ['/mcp', EVERYTHING, http],
      ['/v0/servers/:name/mcp', SERVER, http],
      ['/v0/groups/:name/mcp', GROUP, http],
      ['/sse', EVERYTHING, stream],
      ['/message', EVERYTHING, message],
      ['/v0/groups/:name/sse', GROUP, stream],
      ['/v0/groups/:name/message', GROUP, message],
    ];
    for (const [path, scopeOf, serve] of routes) {
      fastify.all(
        path,
        { onRequest: (request, _reply, done) => this.admit(request, done) },
        (request, reply) => {
          const mcpRequest = request as McpRequest;
          const scope = { ...scopeOf(mcpRequest), ...discoveryIn(mcpRequest) };
          void serve(new Exchange(mcpRequest, { scope, response: taken(reply) }));
        },
      );
    }
  }

  /** Before the body is read: nobody else's costs memory. */
  private admit(request: FastifyRequest, done: (error?: Error) => void): void {
    try {
      this.guard.admit(request);
    } catch (error) {
      return done(error as Error);
    }
    done();
  }

  private refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    withinRequest(requestContext(request.id, request.headers), () =>
      this.errors.respond(error, request, reply),
    );
  }
}

/** The codec writes to the socket itself: nothing of the framework's stands between it and the client. */
function taken(reply: FastifyReply): Exchange['response'] {
  reply.hijack();
  return reply.raw;
}

/** @throws InvalidError for a way to discover tools that there is not */
function discoveryIn({ query: { discover } }: McpRequest): Pick<Scope, 'discovery'> {
  if (discover === undefined) return {};
  if (discover === 'search') return { discovery: 'search' };
  throw new InvalidError('discover can only be "search"');
}
