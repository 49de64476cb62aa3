import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  fromJsonSchema,
  McpServer,
  OAuthError,
  OAuthErrorCode,
  requireBearerAuth,
} from '@modelcontextprotocol/server';
import { defer } from '../cleanup.js';
import type { AuthorizationServer } from './authorization-server.js';

interface Settings {
  /** What it says of itself instead (RFC 9728). */
  describe?: (metadata: Record<string, unknown>) => object;
  /** Secrets that it takes beside tokens, and whose they are. */
  secrets?: Record<string, string>;
}

/** What each tool is called, and wants to be granted. */
const TOOLS = { whoami: undefined, write: 'files:write', delete: 'files:delete' };

/** A real MCP server that lets in whom an authorization server knows; its tools tell who that is. */
export class ProtectedServer {
  /** What was sent as `Authorization`, in the order of requests. */
  readonly authorizations: (string | undefined)[] = [];
  /** Tokens that it does not take any more, whatever the authorization server says. */
  readonly refused = new Set<string>();
  /** Takes no token to cover anything. */
  isBlind = false;

  private constructor(
    readonly origin: string,
    private readonly authorizationServer: AuthorizationServer,
    private readonly settings: Settings,
  ) {}

  static async start(authorizationServer: AuthorizationServer, settings: Settings = {}) {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const server = new ProtectedServer(origin, authorizationServer, settings);
    const handle = toNodeHandler({ fetch: server.handler() });
    http.on('request', (request, response) => void handle(request, response));
    defer(() => {
      http.close();
      http.closeAllConnections();
    });
    return server;
  }

  get url(): string {
    return `${this.origin}/mcp`;
  }

  private get metadataUrl(): string {
    return `${this.origin}/.well-known/oauth-protected-resource/mcp`;
  }

  private handler(): (request: Request) => Promise<Response> {
    const verifier = { verifyAccessToken: (token: string) => this.verify(token) };
    const mcp = createMcpHandler(() => create());
    return async (request) => {
      if (request.url === this.metadataUrl) return Response.json(this.metadata());
      if (request.url !== this.url) return new Response(null, { status: 404 });
      this.authorizations.push(request.headers.get('authorization') ?? undefined);
      const requiredScopes = await scopesFor(request);
      const gate = requireBearerAuth({ verifier, resourceMetadataUrl: this.metadataUrl, requiredScopes });
      const auth = await gate(request);
      return auth instanceof Response ? auth : mcp.fetch(request, { authInfo: auth });
    };
  }

  private metadata(): object {
    const metadata = {
      resource: this.url,
      authorization_servers: [this.authorizationServer.issuer],
      scopes_supported: ['files:read'],
    };
    return this.settings.describe?.(metadata) ?? metadata;
  }

  private async verify(token: string) {
    const account = this.settings.secrets?.[token];
    const found =
      account === undefined
        ? await this.authorizationServer.accountOf(token)
        : { account, scopes: [], expiresAt: Math.floor(Date.now() / 1000) + 3600 };
    if (!found || this.refused.has(token)) throw new OAuthError(OAuthErrorCode.InvalidToken, 'not good');
    const scopes = this.isBlind ? [] : found.scopes;
    return { token, clientId: found.account, scopes, expiresAt: found.expiresAt };
  }
}

function create(): McpServer {
  const server = new McpServer({ name: 'protected', version: '1.0.0' });
  const nothing = fromJsonSchema<Record<string, unknown>>({ type: 'object' });
  for (const name of Object.keys(TOOLS)) {
    server.registerTool(name, { inputSchema: nothing }, (_, { http }) => ({
      content: [{ type: 'text', text: http?.authInfo?.clientId ?? 'nobody' }],
    }));
  }
  return server;
}

async function scopesFor(request: Request): Promise<string[]> {
  const text = await request.clone().text();
  const { method, params } = JSON.parse(text || '{}') as { method?: string; params?: { name?: string } };
  const scope = method === 'tools/call' ? TOOLS[params?.name as keyof typeof TOOLS] : undefined;
  return scope === undefined ? [] : [scope];
}
