// MCP servers that greet and list as they should, and misbehave in calls, each in the way that its path names.
import { createServer } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';
import { announce, readBody } from './peer.mjs';

const METHODS = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'bad', version: '1' },
  },
  'tools/list': { tools: [{ name: 'act', inputSchema: { type: 'object' } }] },
  ping: {},
};
const JSON_HEAD = { 'content-type': 'application/json' };
const MIB = 'x'.repeat(1_048_576);

const WAYS = {
  hang: () => {},
  reset: (response) => response.socket.resetAndDestroy(),
  garbage: (response) => response.writeHead(200, JSON_HEAD).end('}{ what?'),
  '100 MB': (response) => {
    response.writeHead(200, JSON_HEAD);
    response.write('{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"');
    pour(response, 100);
  },
  endless: (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(': still here\n\n'), 20);
    response.once('close', () => clearInterval(timer));
  },
};

/** Megabytes, as fast as they are taken. */
function pour(response, count) {
  if (count === 0 || response.destroyed) return response.end('"}]}}');
  response.write(MIB, () => pour(response, count - 1));
}

announce(
  createServer(async (request, response) => {
    if (request.method !== 'POST') return response.writeHead(405).end();
    const { id, method } = JSON.parse(await readBody(request));
    if (id === undefined) return response.writeHead(202).end();
    if (method === 'tools/call') return WAYS[decodeURIComponent(request.url.slice(1))](response);
    response
      .writeHead(200, JSON_HEAD)
      .end(JSON.stringify({ jsonrpc: '2.0', id, result: METHODS[method] ?? {} }));
  }),
);
