import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { defer } from '../../support/cleanup.js';

export interface SdkServer {
  url: string;
  /** Sets up the servers of sessions that begin from now on. */
  setUp: (server: McpServer) => void;
  /** Sessions that are open now. */
  sessions: Map<string, StreamableHTTPServerTransport>;
}

/** A server on the SDK, with sessions; each gets a server of its own from `setUp`. */
export async function startSdkServer(setUp: (server: McpServer) => void): Promise<SdkServer> {
  const sessions: SdkServer['sessions'] = new Map();
  const upstream = { url: '', sessions, setUp };
  const http = createServer((request, response) => void serve(request, response, upstream));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  defer(() => {
    http.close();
    http.closeAllConnections();
  });
  upstream.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`;
  return upstream;
}

interface Serving {
  sessions: SdkServer['sessions'];
  setUp: (server: McpServer) => void;
}

async function serve(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const id = request.headers['mcp-session-id'];
  const transport = typeof id === 'string' ? serving.sessions.get(id) : await newSession(serving);
  if (transport) await transport.handleRequest(request, response);
  else response.writeHead(404).end();
}

async function newSession({ sessions, setUp }: Serving): Promise<StreamableHTTPServerTransport> {
  const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void sessions.delete(id),
  });
  const server = new McpServer({ name: 'sdk', version: '1.0.0' });
  setUp(server);
  await server.connect(transport);
  return transport;
}
