// A raw MCP server on node:http, no SDK: as fast as an upstream written in Node can be.
// Usage: node upstream.mjs [--sessions]; with --sessions it hands out session ids and demands them.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { announce, readBody } from './peer.mjs';

const handsOutSessions = process.argv.includes('--sessions');
const sessions = new Set();

const ECHO = {
  name: 'echo',
  description: 'Says what it is told',
  inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
};

const METHODS = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'raw', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [ECHO] }),
  'tools/call': ({ arguments: input }) => ({ content: [{ type: 'text', text: input.message }] }),
};

announce(
  createServer(async (request, response) => {
    if (request.method === 'GET') return response.writeHead(405).end();
    const sessionId = request.headers['mcp-session-id'];
    if (request.method === 'DELETE') {
      sessions.delete(sessionId);
      return response.writeHead(204).end();
    }
    answer(JSON.parse(await readBody(request)), { sessionId, response });
  }),
);

function answer({ id, method, params }, { sessionId, response }) {
  const headers = { 'content-type': 'application/json' };
  if (handsOutSessions && method === 'initialize') {
    headers['mcp-session-id'] = randomUUID();
    sessions.add(headers['mcp-session-id']);
  } else if (handsOutSessions && !sessions.has(sessionId)) {
    return response.writeHead(404).end();
  }
  if (id === undefined) return response.writeHead(202).end();
  const known = METHODS[method];
  const outcome = known ? { result: known(params) } : { error: { code: -32601, message: 'unknown method' } };
  response.writeHead(200, headers).end(JSON.stringify({ jsonrpc: '2.0', id, ...outcome }));
}
