import { beforeAll, describe, expect, it } from '@jest/globals';
import { KeepAlive } from '../../server/gateway/keep-alive.js';
import { eventually } from '../support/eventually.js';
import { setUpAskingServer } from './support/asking-server.js';
import { Gateway } from './support/gateway.js';
import { quietTime } from './support/raw-client.js';
import { RawSseClient } from './support/raw-sse-client.js';
import { RawUpstream } from './support/raw-upstream.js';
import { type SdkServer, startSdkServer } from './support/sdk-server.js';

const NOT_FOUND = { code: -32001, message: 'Session not found' };
let gateway: Gateway;
let token: string;
let asking: SdkServer;

beforeAll(async () => {
  asking = await startSdkServer(setUpAskingServer);
  gateway = await Gateway.start();
  await gateway.register('asking', asking.url);
  token = await gateway.client('agent', ['*']);
});

const connect = (as = token, on = gateway) => new RawSseClient(on.app.url, as).connect();

async function initialized(capabilities?: object, as = token): Promise<RawSseClient> {
  const client = await connect(as);
  await client.initialize(capabilities);
  return client;
}

describe('the stream', () => {
  it('says first where messages go, and is kept alive by comments', async () => {
    const client = await connect();
    expect(client.stream.text).toMatch(/^event: endpoint\ndata: \/message\?sessionId=[\w-]{40}\n\n$/);
    gateway.app.nest.get(KeepAlive).tick();
    await eventually(() => expect(client.stream.text).toMatch(/\n\n:\n\n$/));
  });

  it('names the path under which others know this server', async () => {
    const proxied = await Gateway.start({ PUBLIC_URL: 'https://example.com/mcp-gateway/' });
    const { endpoint } = await connect(await proxied.client('agent', ['*']), proxied);
    expect(endpoint).toMatch(/^\/mcp-gateway\/message\?sessionId=/);
  });

  it('carries answers, errors and notifications as they are', async () => {
    const result = '{"big":12345678901234567890,"z":1.0,"__proto__":{"a":1},"content":[]}';
    const raw = await RawUpstream.start(['{"name":"any","inputSchema":{"type":"object"}}'], () => result);
    await gateway.register('bytes', raw.url);
    const client = await initialized();
    await client.call('tools/call', { name: 'bytes__any' });
    expect(client.stream.events.at(-1)!.data).toBe(`{"jsonrpc":"2.0","id":2,"result":${result}}`);
    expect(await client.call('tools/call', { name: 'bytes__none' })).toMatchObject({
      error: { code: -32602, message: 'Unknown tool: bytes__none' },
    });
    expect(await client.call('nonsense')).toMatchObject({ error: { code: -32601 } });
  });

  it('ends with the token', async () => {
    const brief = await gateway.client('brief', ['*']);
    const [silent, speaking] = [await connect(brief), await initialized({}, brief)];
    const other = await initialized();
    await gateway.deleteClient('brief');
    await eventually(() => expect([silent.stream.ended, speaking.stream.ended]).toEqual([true, true]));
    expect(other.stream.ended).toBe(false);
    expect((await speaking.post({ jsonrpc: '2.0', id: 9, method: 'ping' })).status).toBe(401);
  });

  it('ends with the server, which says when to come back', async () => {
    const first = await Gateway.start();
    const client = await connect(await first.client('agent', ['*']), first);
    await first.restart();
    await eventually(() => expect(client.stream.ended).toBe(true));
    expect(client.stream.text).toMatch(/\n\nretry: 5000\n\n$/);
  });

  it('ends the session with its connection, at the upstream too', async () => {
    const client = await initialized();
    const before = new Set(asking.sessions.keys());
    await client.call('tools/call', { name: 'asking__sign-in' });
    const [opened] = [...asking.sessions.keys()].filter((id) => !before.has(id));
    expect(opened).toBeDefined();
    client.stream.close();
    await eventually(() => expect(asking.sessions.has(opened!)).toBe(false));
    const { status, body } = await client.post({ jsonrpc: '2.0', id: 9, method: 'ping' });
    expect([status, JSON.parse(body.toString())]).toEqual([
      404,
      expect.objectContaining({ error: NOT_FOUND }),
    ]);
  });

  it('is refused when a client has very many', async () => {
    const many = await gateway.client('many', ['*']);
    const clients = await Promise.all(Array.from({ length: 256 }, () => connect(many)));
    const refused = await clients[0]!.send({ method: 'GET', path: '/sse' });
    expect(refused.status).toBe(429);
    clients[1]!.stream.close();
    await eventually(() => connect(many));
    for (const { stream } of clients) stream.close();
  });

  it('has no other methods', async () => {
    const client = await connect();
    for (const [method, path, allow] of [
      ['POST', '/sse', 'GET'],
      ['DELETE', '/sse', 'GET'],
      ['GET', client.endpoint, 'POST'],
      ['DELETE', client.endpoint, 'POST'],
    ] as const) {
      const { status, headers } = await client.send({ method, path });
      expect([method, path, status, headers.allow]).toEqual([method, path, 405, allow]);
    }
    const picky = await client.send({ method: 'GET', path: '/sse', headers: { accept: 'text/html' } });
    expect(picky.status).toBe(406);
  });
});

describe('a message', () => {
  it('is refused without a session, in an unknown one, and in that of another principal', async () => {
    const client = await initialized();
    const stranger = new RawSseClient(gateway.app.url, await gateway.client('stranger', ['*']));
    const ping = { jsonrpc: '2.0', id: 7, method: 'ping' };
    expect((await client.post(ping, { path: '/message' })).status).toBe(400);
    for (const [who, path] of [
      [client, '/message?sessionId=nonsense'],
      [stranger, client.endpoint],
    ] as const) {
      const { status, body } = await who.post(ping, { path });
      expect(status).toBe(404);
      expect(JSON.parse(body.toString())).toMatchObject({ error: NOT_FOUND });
    }
    await quietTime();
    expect(client.messages.filter(({ id }) => id === 7)).toEqual([]);
  });

  it('that is none is refused at once', async () => {
    const client = await initialized();
    for (const body of [
      '{',
      '[]',
      '{"jsonrpc":"2.0"}',
      '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}',
      '',
    ]) {
      const answer = await client.post(body);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ error: { code: expect.any(Number) } });
    }
    const typed = await client.post('x', { headers: { 'content-type': 'text/plain' } });
    expect(typed.status).toBe(415);
    const version = await client.post('{}', { headers: { 'mcp-protocol-version': '1999-01-01' } });
    expect(version.status).toBe(400);
  });

  it('that answers nothing is refused, one that nobody waits for any more is not', async () => {
    const client = await initialized({ elicitation: {} });
    await client.post({
      jsonrpc: '2.0',
      id: 50,
      method: 'tools/call',
      params: { name: 'asking__form', arguments: { label: 'x' } },
    });
    const question = await eventually(() => {
      const found = client.messages.find(({ method }) => method === 'elicitation/create');
      if (!found) throw new Error('not asked yet');
      return found;
    });
    const answer = { jsonrpc: '2.0', id: question.id, result: { action: 'decline' } };
    expect((await (await initialized()).post(answer)).status).toBe(400);
    expect((await client.post(answer)).status).toBe(202);
    expect(JSON.stringify(await client.answerTo(50))).toContain('decline');
    expect((await client.post(answer)).status).toBe(202);
    expect((await client.post({ ...answer, id: 1 })).status).toBe(400);
  });

  it('is taken from a client that came back and does not initialise again, which looks at its lists anew', async () => {
    const client = await connect();
    const { result } = await client.call('tools/list');
    expect(result.tools.map(({ name }: { name: string }) => name)).toContain('asking__form');
    expect(client.stream.methods.filter((method) => method?.endsWith('list_changed'))).toHaveLength(3);
    expect(await client.initialize()).toMatchObject({
      result: { protocolVersion: '2024-11-05' },
    });
    expect(await client.initialize()).toMatchObject({ error: { code: -32600 } });
    await gateway.register('again', asking.url);
    await eventually(() =>
      expect(client.stream.methods.filter((method) => method?.endsWith('list_changed'))).toHaveLength(4),
    );
  });
});

describe('a client that does not read', () => {
  it('holds its upstreams back, and may ask for nothing more', async () => {
    const piece = 'x'.repeat(1_048_576);
    let written = 0;
    const talkative = await RawUpstream.start(
      ['{"name":"talk","inputSchema":{"type":"object"}}'],
      (body, response) => {
        const { id } = JSON.parse(body.toString()) as { id: number };
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const event = `data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"${piece}"}}\n\n`;
        const write = () => {
          while (written < 64) {
            written++;
            if (!response.write(event)) return void response.once('drain', write);
          }
          response.end(`data: {"jsonrpc":"2.0","id":${id},"result":{"content":[]}}\n\n`);
        };
        write();
        return undefined;
      },
    );
    await gateway.register('talkative', talkative.url);
    const client = await initialized();
    client.stream.pause();
    await client.post({ jsonrpc: '2.0', id: 60, method: 'tools/call', params: { name: 'talkative__talk' } });
    let before = -1;
    await eventually(async () => {
      [before] = [written];
      await quietTime();
      expect(written).toBe(before);
    });
    expect(written).toBeLessThan(64);
    const waiting = client.post({ jsonrpc: '2.0', id: 61, method: 'ping' });
    const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 99 } };
    expect((await client.post(cancelled)).status).toBe(202);
    expect(await Promise.race([waiting, quietTime()])).toBeUndefined();
    client.stream.resume();
    expect((await waiting).status).toBe(202);
    await client.answerTo(60);
    expect(written).toBe(64);
  });
});
