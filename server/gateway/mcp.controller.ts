import { All, Controller, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AuthenticatedRequest, McpEndpoint } from '../common/access.js';
import { InvalidError } from '../common/errors.js';
import type { Scope } from '../policy/policy.js';
import { eraOfExchange } from './codecs/era.js';
import { LegacyHttp } from './codecs/legacy-http/legacy-http.js';
import { LegacySse } from './codecs/legacy-sse/legacy-sse.js';
import { ModernHttp } from './codecs/modern-http/modern-http.js';
import { Exchange } from './exchange.js';

type McpRequest = FastifyRequest<{ Body: Buffer | undefined }> & AuthenticatedRequest;

const EVERYTHING: Scope = { kind: 'all' };

/** The MCP endpoints: which part of the catalogue each shows, and which codec speaks with the client. */
@ApiExcludeController()
@McpEndpoint()
@Controller()
export class McpController {
  constructor(
    private readonly legacy: LegacyHttp,
    private readonly modern: ModernHttp,
    private readonly sse: LegacySse,
  ) {}

  @All('mcp')
  serveAll(@Req() request: McpRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve(request, reply, EVERYTHING);
  }

  @All('v0/servers/:name/mcp')
  serveServer(
    @Req() request: McpRequest,
    @Res() reply: FastifyReply,
    @Param('name') name: string,
  ): Promise<void> {
    return this.serve(request, reply, { kind: 'server', name });
  }

  @All('v0/groups/:name/mcp')
  serveGroup(
    @Req() request: McpRequest,
    @Res() reply: FastifyReply,
    @Param('name') name: string,
  ): Promise<void> {
    return this.serve(request, reply, { kind: 'group', name });
  }

  @All('sse')
  serveStream(@Req() request: McpRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.sse.serveStream(exchangeOf(request, reply, EVERYTHING));
  }

  @All('message')
  serveMessage(@Req() request: McpRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.sse.serveMessage(exchangeOf(request, reply, EVERYTHING));
  }

  @All('v0/groups/:name/sse')
  serveGroupStream(
    @Req() request: McpRequest,
    @Res() reply: FastifyReply,
    @Param('name') name: string,
  ): Promise<void> {
    return this.sse.serveStream(exchangeOf(request, reply, { kind: 'group', name }));
  }

  @All('v0/groups/:name/message')
  serveGroupMessage(
    @Req() request: McpRequest,
    @Res() reply: FastifyReply,
    @Param('name') name: string,
  ): Promise<void> {
    return this.sse.serveMessage(exchangeOf(request, reply, { kind: 'group', name }));
  }

  private serve(request: McpRequest, reply: FastifyReply, scope: Scope): Promise<void> {
    const exchange = exchangeOf(request, reply, scope);
    const codec = eraOfExchange(exchange) === 'modern' ? this.modern : this.legacy;
    return codec.serve(exchange);
  }
}

/** @throws InvalidError for a way to discover tools that there is not */
function discoveryIn({ query }: McpRequest): Pick<Scope, 'discovery'> {
  const { discover } = query as { discover?: unknown };
  if (discover === undefined) return {};
  if (discover === 'search') return { discovery: 'search' };
  throw new InvalidError('discover can only be "search"');
}

/**
 * The codec writes to the socket itself: nothing of the framework's stands between it and the client.
 * @throws InvalidError
 */
function exchangeOf(request: McpRequest, reply: FastifyReply, place: Scope): Exchange {
  const scope = { ...place, ...discoveryIn(request) };
  reply.hijack();
  return new Exchange(request, { scope, response: reply.raw });
}
