import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import Provider, { type Configuration } from 'oidc-provider';
import { defer } from '../cleanup.js';

/** What may be granted of an MCP server. */
const RESOURCE_SCOPES = 'files:read files:write files:delete';

/** A client that acts for itself, and what a server's definition says of it. */
export const ITSELF = {
  client_id: 'itself',
  client_secret: 'secret-of-itself',
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
};
export const ITSELF_FIELDS = {
  oauth_client_id: ITSELF.client_id,
  oauth_client_secret: ITSELF.client_secret,
};

/** A request to the token endpoint. */
export interface TokenRequest {
  grantType: string;
  refreshToken: string | null;
  resource: string | null;
}

interface Settings {
  /** Of access tokens. */
  lifeSec?: number;
  clients?: Configuration['clients'];
  /** Changes what the server says of itself. */
  describe?: (metadata: Record<string, unknown>) => void;
  /** Sees what the token endpoint is sent and answers, before it does. @returns what it says instead: an error */
  onToken?: (sent: Fields, answered: Fields) => Fields | undefined | Promise<undefined>;
  /** Paths that are somewhere else: where to. */
  moved?: Readonly<Record<string, string>>;
}

type Fields = Record<string, unknown>;

/** A real authorization server; whoever `signsIn` grants at once what is asked for. */
export class AuthorizationServer {
  readonly tokenRequests: TokenRequest[] = [];
  /** Requests to paths that are somewhere else. */
  readonly redirected: string[] = [];
  /** The account that the next browser signs in with; undefined: it refuses. */
  signsIn: string | undefined = 'team';
  readonly provider: Provider;
  lifeSec: number;

  private constructor(
    readonly issuer: string,
    settings: Settings,
  ) {
    this.lifeSec = settings.lifeSec ?? 3600;
    this.provider = new Provider(issuer, this.configuration(settings));
    this.provider.on('server_error', (_, error) => process.stderr.write(`${error.stack}\n`));
    this.provider.use(async (ctx, next) => {
      await next();
      const body = ctx.oidc?.params;
      if (ctx.path === '/token' && body) {
        this.tokenRequests.push({
          grantType: String(body.grant_type),
          refreshToken: (body.refresh_token as string | undefined) ?? null,
          resource: (body.resource as string | undefined) ?? null,
        });
        const refusal = await settings.onToken?.(body, ctx.body as Fields);
        if (refusal) Object.assign(ctx, { status: 400, body: refusal });
      }
      if (ctx.path.startsWith('/.well-known/')) {
        settings.describe?.(ctx.body as Record<string, unknown>);
      }
    });
  }

  static async start(settings: Settings = {}): Promise<AuthorizationServer> {
    // It warns of what is fine for tests.
    for (const method of ['warn', 'info'] as const) jest.spyOn(console, method).mockImplementation(() => {});
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const server = new AuthorizationServer(`http://127.0.0.1:${port}`, settings);
    const handle = server.provider.callback();
    http.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const location = settings.moved?.[request.url ?? ''];
      if (location !== undefined) {
        server.redirected.push(request.url!);
        response.writeHead(307, { location }).end();
      } else if (request.url?.startsWith('/interaction/')) {
        server.decide(request, response).catch((error: Error) => {
          response.writeHead(500).end(String(error.stack));
        });
      } else void handle(request, response);
    });
    defer(() => {
      http.close();
      http.closeAllConnections();
    });
    return server;
  }

  /** @returns whose it is and what for; undefined when it is not good */
  async accountOf(
    token: string,
  ): Promise<{ account: string; scopes: string[]; expiresAt: number } | undefined> {
    const { AccessToken, ClientCredentials } = this.provider;
    const found = await AccessToken.find(token);
    const good = found ?? (await ClientCredentials.find(token));
    if (!good) return undefined;
    return { account: found?.accountId ?? good.clientId!, scopes: [...good.scopes], expiresAt: good.exp! };
  }

  /** Ends every grant of an account. */
  async revoke(token: string): Promise<void> {
    const { grantId } = (await this.provider.AccessToken.find(token))!;
    await this.provider.AccessToken.revokeByGrantId(grantId);
    await this.provider.RefreshToken.revokeByGrantId(grantId);
  }

  /** Follows what a browser would, to the address outside of the authorization server where it comes back to. */
  async browse(url: string): Promise<URL> {
    const cookies = new Map<string, string>();
    let at = url;
    for (let hops = 0; hops < 20; hops++) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`${at} answered ${answer.status}: ${await answer.text()}`);
      const next = new URL(location, at);
      if (next.origin !== this.issuer) return next;
      at = next.href;
    }
    throw new Error('the authorization server goes on and on');
  }

  private async decide(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { provider, signsIn } = this;
    const { params, prompt } = await provider.interactionDetails(request, response);
    if (signsIn === undefined) {
      await provider.interactionFinished(request, response, { error: 'access_denied' });
      return;
    }
    if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: signsIn } });
      return;
    }
    const grant = new provider.Grant({ accountId: signsIn, clientId: String(params.client_id) });
    grant.addOIDCScope(`openid offline_access ${RESOURCE_SCOPES}`);
    grant.addResourceScope(String(params.resource), RESOURCE_SCOPES);
    const grantId = await grant.save();
    const options = { mergeWithLastSubmission: true };
    await provider.interactionFinished(request, response, { consent: { grantId } }, options);
  }

  private configuration({ clients = [] }: Settings): Configuration {
    return {
      clients,
      scopes: ['openid', 'offline_access', ...RESOURCE_SCOPES.split(' ')],
      features: {
        devInteractions: { enabled: false },
        registration: { enabled: true },
        clientCredentials: { enabled: true },
        revocation: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({ scope: RESOURCE_SCOPES, accessTokenFormat: 'opaque' }),
          useGrantedResource: () => true,
        },
      },
      pkce: { required: () => true },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
      issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
      rotateRefreshToken: true,
      ttl: { AccessToken: () => this.lifeSec, ClientCredentials: () => this.lifeSec },
      cookies: { keys: ['of the tests'] },
      routes: { token: '/token' },
    };
  }
}
