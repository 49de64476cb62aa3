import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { defer } from '../../support/cleanup.js';
import { TestApp } from '../../support/test-app.js';
import { RawClient } from './raw-client.js';

interface Endpoint {
  token: string;
  path?: string;
}

/** An enterprise gateway with what its admin may do, and agents that connect to it. */
export class Gateway {
  private constructor(readonly app: TestApp) {}

  static async start(env: NodeJS.ProcessEnv = {}): Promise<Gateway> {
    return new Gateway(await TestApp.startEnterprise({ env }));
  }

  async register(name: string, url: string, fields: object = {}): Promise<void> {
    const body = { name, url, transport: 'streamable_http', ...fields };
    await this.app.post('/api/v0/servers', { token: this.app.adminToken, body }).expect(201);
  }

  async deregister(name: string): Promise<void> {
    await this.app.delete(`/api/v0/servers/${name}`, { token: this.app.adminToken }).expect(204);
  }

  /** @returns the token of a new MCP client with these servers granted */
  client(name: string, allow: string[]): Promise<string> {
    return this.app.createClient(name, { allow_list: allow });
  }

  async deleteClient(name: string): Promise<void> {
    await this.app.delete(`/api/v0/clients/${name}`, { token: this.app.adminToken }).expect(204);
  }

  /** The SDK's own client, connected. */
  async connect({ token, path = '/mcp' }: Endpoint, client = newClient()): Promise<Client> {
    const headers = { authorization: `Bearer ${token}` };
    const url = new URL(this.app.url + path);
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
    defer(() => client.close());
    return client;
  }

  /** The SDK's own client, connected by HTTP+SSE. */
  async connectBySse({ token, path = '/sse' }: Endpoint, client = newClient()): Promise<Client> {
    const headers = { authorization: `Bearer ${token}` };
    const url = new URL(this.app.url + path);
    await client.connect(new SSEClientTransport(url, { requestInit: { headers } }));
    defer(() => client.close());
    return client;
  }

  /** A client that speaks HTTP by hand, not initialised. */
  raw({ token, path = '/mcp' }: Endpoint): RawClient {
    return new RawClient(this.app.url + path, token);
  }

  /** Another process of it, on the same database and with the same keys. */
  async another(env: NodeJS.ProcessEnv = {}): Promise<Gateway> {
    return new Gateway(await this.app.another(env));
  }

  /** The same gateway after a restart: same database, same keys. */
  async restart(): Promise<Gateway> {
    return new Gateway(await this.app.restart());
  }
}

export function newClient(): Client {
  return new Client({ name: 'agent', version: '1.0.0' });
}
