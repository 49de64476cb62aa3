// An MCP server that keeps sessions, over Streamable HTTP and over HTTP+SSE, and has a tool that never answers.
// What is said to it lasts as long as it does: it is there to be killed.
// Usage: node mortal.mjs [how long it keeps idle connections, in ms]
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { announce, readBody } from './peer.mjs';

/** The streams of HTTP+SSE clients, by session. */
const streams = new Map();

const METHODS = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'mortal', version: '1.0.0' },
  }),
  'tools/list': () => ({
    tools: ['echo', 'hang'].map((name) => ({ name, inputSchema: { type: 'object' } })),
  }),
  'tools/call': () => ({ content: [{ type: 'text', text: 'hello' }] }),
};

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const isSse = pathname !== '/mcp';
  if (request.method === 'DELETE') return response.writeHead(204).end();
  if (request.method === 'GET') return stream(isSse, response);
  const { id, method, params } = JSON.parse(await readBody(request));
  const reply = isSse
    ? (text) => streams.get(searchParams.get('s'))?.write(`event: message\ndata: ${text}\n\n`)
    : (text) => response.end(text);
  if (isSse || id === undefined) response.writeHead(202).end();
  if (id === undefined) return;
  if (params?.name === 'hang') return process.send('hanging');
  const known = METHODS[method];
  const outcome = known ? { result: known(params) } : { error: { code: -32601, message: 'unknown method' } };
  if (!isSse) response.setHeader('content-type', 'application/json');
  if (!isSse && method === 'initialize') response.setHeader('mcp-session-id', randomUUID());
  reply(JSON.stringify({ jsonrpc: '2.0', id, ...outcome }));
});

announce(server);
// Connections that nobody uses are not to be taken for a leak.
server.keepAliveTimeout = Number(process.argv[2] ?? 1000);

function stream(isSse, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  if (!isSse) return;
  const session = randomUUID();
  streams.set(session, response);
  response.once('close', () => streams.delete(session));
  response.write(`event: endpoint\ndata: /message?s=${session}\n\n`);
}
