import type { ServerResponse } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { defer } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { HELLO, json, type Received, result, ScriptedUpstream, stream } from './support/scripted-upstream.js';

const CAPABILITIES = { tools: { listChanged: true } };
const CHANGED = { method: 'notifications/tools/list_changed' };
const PATIENCE_MS = 30_000;

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start();
});

/** What a server does when its stream for changes is asked for. */
type OnListen = (response: ServerResponse, offer: { tools: string[] }) => void;

/** Registers a server that offers one tool, and says that its list may change. */
async function changing(name: string, onListen: OnListen): Promise<void> {
  const offer = { tools: ['first'] };
  const upstream = await ScriptedUpstream.start((received, response) => {
    if (received.method === 'GET') onListen(response, offer);
    else answer(received, response, offer.tools);
  });
  await gateway.register(name, upstream.url, { protocol: 'legacy' });
}

function answer(received: Received, response: ServerResponse, tools: string[]): void {
  const { method, id } = received.rpc;
  if (method === 'initialize') {
    response.setHeader('mcp-session-id', 's');
    result(received, response, { ...HELLO, capabilities: CAPABILITIES });
  } else if (method === 'tools/list') {
    result(received, response, { tools: tools.map((name) => ({ name, inputSchema: { type: 'object' } })) });
  } else if (id === undefined) response.writeHead(202).end();
  else json(response, { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
}

async function expectTool(server: string, tool: string): Promise<void> {
  const client = await gateway.connect({ token: await gateway.client(`of-${server}`, [server]) });
  await eventually(async () => {
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain(`${server}__${tool}`);
  }, PATIENCE_MS);
}

describe('the lists of a server', () => {
  it('are read again when the server can first say that they change: before, nobody would have heard', async () => {
    await changing('early', (response, offer) => {
      offer.tools.push('second');
      stream(response);
    });
    await expectTool('early', 'second');
  });

  it('are read again of a server that says so without end', async () => {
    await changing('chatty', (response, offer) => {
      const { send } = stream(response);
      send(CHANGED);
      const timer = setInterval(() => send(CHANGED), 20);
      defer(() => clearInterval(timer));
      setTimeout(() => offer.tools.push('second'), 500);
    });
    await expectTool('chatty', 'second');
  });
});
