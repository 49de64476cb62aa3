import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { defer } from '../../support/cleanup.js';

export interface SseSdkServer {
  readonly url: string;
  /** Sessions that are open now. */
  readonly sessions: Map<string, SSEServerTransport>;
}

/** A server on the SDK's HTTP+SSE transport; each session gets a server of its own from `setUp`. */
export async function startSseSdkServer(setUp: (server: McpServer) => void): Promise<SseSdkServer> {
  const sessions: SseSdkServer['sessions'] = new Map();
  const http = createServer((request, response) => void serve(request, response, { sessions, setUp }));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  defer(() => {
    http.close();
    http.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/sse`, sessions };
}

interface Serving {
  sessions: SseSdkServer['sessions'];
  setUp: (server: McpServer) => void;
}

async function serve(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { sessions, setUp } = serving;
  if (request.method === 'POST') {
    const id = new URL(request.url!, 'http://x').searchParams.get('sessionId') ?? '';
    const session = sessions.get(id);
    if (session) await session.handlePostMessage(request, response);
    else response.writeHead(404).end('no such session');
    return;
  }
  const transport = new SSEServerTransport('/messages', response);
  const server = new McpServer({ name: 'old', version: '1.0.0' });
  setUp(server);
  sessions.set(transport.sessionId, transport);
  server.server.onclose = () => void sessions.delete(transport.sessionId);
  await server.connect(transport);
}
