import { All, Controller, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AuthenticatedRequest, McpEndpoint } from '../common/access.js';
import type { Scope } from '../policy/policy.js';
import { eraOfExchange } from './codecs/era.js';
import { LegacyHttp } from './codecs/legacy-http/legacy-http.js';
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

  /** The codec writes to the socket itself: nothing of the framework's stands between it and the client. */
  private serve(request: McpRequest, reply: FastifyReply, scope: Scope): Promise<void> {
    reply.hijack();
    const exchange = new Exchange(request, { scope, response: reply.raw });
    const codec = eraOfExchange(exchange) === 'modern' ? this.modern : this.legacy;
    return codec.serve(exchange);
  }
}
