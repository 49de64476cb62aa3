import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { defer } from '../../support/cleanup.js';

type SetUp = (server: McpServer) => void;

/** A server on the SDK that keeps no sessions and answers with JSON: a server of its own for each request. */
export async function startStatelessSdkServer(setUp: SetUp): Promise<{ url: string; requests: number }> {
  const http = createServer((request, response) => {
    started.requests++;
    void serve(request, response, setUp);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  defer(() => {
    http.close();
    http.closeAllConnections();
  });
  const started = { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`, requests: 0 };
  return started;
}

async function serve(request: IncomingMessage, response: ServerResponse, setUp: SetUp): Promise<void> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  const server = new McpServer({ name: 'stateless', version: '1.0.0' });
  setUp(server);
  response.on('close', () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response);
}
