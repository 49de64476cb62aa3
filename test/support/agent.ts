import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { defer } from './cleanup.js';

interface AgentOptions {
  /** The gateway's base URL. */
  url: string;
  token: string;
}

/** Connects the SDK's own client to the gateway's `/mcp`, as agents do. */
export async function connectAgent({ url, token }: AgentOptions): Promise<Client> {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
  );
  defer(() => client.close());
  return client;
}

/** Names of all tools the agent sees. */
export async function toolNames(client: Client): Promise<string[]> {
  return (await client.listTools()).tools.map((tool) => tool.name);
}
