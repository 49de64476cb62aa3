// A raw MCP server on node:http, no SDK: as fast as an upstream written in Node can be.
// Usage: node upstream.mjs [--sessions] [--tools=20]; with --sessions it hands out session ids and demands them.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { announce, readBody } from './peer.mjs';

const { values: options } = parseArgs({
  options: { sessions: { type: 'boolean', default: false }, tools: { type: 'string', default: '0' } },
});
const LEGACY = '2025-11-25';
const MODERN = '2026-07-28';
const sessions = new Set();

const ECHO = {
  name: 'echo',
  description: 'Says what it is told',
  inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
};

/** Tools as they are found in the wild: a description of some sentences and a handful of parameters. */
const MANY = Array.from({ length: Number(options.tools) }, (_, i) => ({
  name: `tool_${i}`,
  description: `Number ${i} of many. ${'It does one thing and says what came of it. '.repeat(4)}`,
  inputSchema: {
    type: 'object',
    properties: Object.fromEntries(
      ['query', 'limit', 'since', 'format'].map((name) => [
        name,
        { type: 'string', description: `The ${name}` },
      ]),
    ),
    required: ['query'],
  },
}));

const text = (value) => ({ content: [{ type: 'text', text: value }] });
const sized = new Map();

/** A result of so many bytes, made once: the upstream must not be what is measured. */
function ofSize(kind, bytes) {
  const key = `${kind}:${bytes}`;
  if (!sized.has(key)) {
    const data = 'abcdefghij klmno'.repeat(Math.ceil(bytes / 16)).slice(0, bytes);
    const image = () => ({
      content: [{ type: 'image', mimeType: 'image/png', data: data.replaceAll(' ', '+') }],
    });
    sized.set(key, kind === 'image' ? image() : text(data));
  }
  return sized.get(key);
}

const TOOLS = {
  echo: ({ message }) => text(message),
  text: ({ bytes }) => ofSize('text', bytes),
  image: ({ bytes }) => ofSize('image', bytes),
};
const SERVER = { capabilities: { tools: {} }, serverInfo: { name: 'raw', version: '1.0.0' } };

const METHODS = {
  initialize: () => ({ protocolVersion: LEGACY, ...SERVER }),
  'server/discover': () => ({
    supportedVersions: [MODERN, LEGACY],
    ...SERVER,
    ttlMs: 60_000,
    cacheScope: 'private',
  }),
  ping: () => ({}),
  'tools/list': () => ({
    tools: [ECHO, ...['text', 'image'].map((name) => ({ name, inputSchema: { type: 'object' } })), ...MANY],
  }),
  'tools/call': ({ name, arguments: input }) => (TOOLS[name] ?? TOOLS.echo)(input),
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
  if (options.sessions && method === 'initialize') {
    headers['mcp-session-id'] = randomUUID();
    sessions.add(headers['mcp-session-id']);
  } else if (options.sessions && !sessions.has(sessionId)) {
    return response.writeHead(404).end();
  }
  if (id === undefined) return response.writeHead(202).end();
  const known = !(options.sessions && method === 'server/discover') && METHODS[method];
  const outcome = known ? { result: known(params) } : { error: { code: -32601, message: 'unknown method' } };
  if (known && params?._meta?.['io.modelcontextprotocol/protocolVersion'] === MODERN)
    outcome.result = { resultType: 'complete', ...outcome.result };
  response.writeHead(known ? 200 : 404, headers).end(JSON.stringify({ jsonrpc: '2.0', id, ...outcome }));
}
