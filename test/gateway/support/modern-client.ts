import { Client, type ClientOptions, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { defer } from '../../support/cleanup.js';
import type { Gateway } from './gateway.js';

interface ModernEndpoint {
  token: string;
  path?: string;
  capabilities?: ClientOptions['capabilities'];
  /** Before the client connects, when handlers can still be set. */
  setUp?: (client: Client) => void;
}

/** The SDK's own client, which speaks the modern revision and no other. */
export async function connectModern(
  gateway: Gateway,
  { token, path = '/mcp', capabilities = {}, setUp }: ModernEndpoint,
): Promise<Client> {
  const client = new Client(
    { name: 'modern-agent', version: '1.0.0' },
    { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  setUp?.(client);
  const headers = { authorization: `Bearer ${token}` };
  const url = new URL(gateway.app.url + path);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  defer(() => client.close());
  return client;
}

/** The text of a tool's result. */
export function textOf(result: { content: unknown }): string {
  return (result.content as { text: string }[]).map(({ text }) => text).join('\n');
}
