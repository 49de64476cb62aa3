import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { connectModern, textOf } from './support/modern-client.js';
import { ModernWire } from './support/modern-wire.js';
import { RawUpstream } from './support/raw-upstream.js';
import { type SdkServer, startSdkServer } from './support/sdk-server.js';

let gateway: Gateway;
let token: string;
let sdk: SdkServer;
let raw: RawUpstream;

const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

/** Calls of the tool `wait` that run, and how to end them. */
const waiting = new Map<string, { cancelled: boolean; finish: () => void }>();

beforeAll(async () => {
  sdk = await startSdkServer((server) => {
    server.server.registerCapabilities({ logging: {} });
    server.registerTool('echo', { inputSchema: { text: z.string() } }, ({ text }) => ({
      content: [{ type: 'text', text }],
    }));
    server.registerTool('steps', {}, async ({ sendNotification, _meta }) => {
      for (const progress of [1, 2]) {
        await sendNotification({
          method: 'notifications/message',
          params: { level: 'info', data: progress },
        });
        if (_meta?.progressToken === undefined) continue;
        const params = { progressToken: _meta.progressToken, progress, total: 2 };
        await sendNotification({ method: 'notifications/progress', params });
      }
      return { content: [{ type: 'text', text: JSON.stringify(_meta ?? null) }] };
    });
    server.registerTool('log', {}, async ({ requestId, sessionId }) => {
      for (const level of ['debug', 'info', 'error'] as const) {
        // The SDK keeps back what is below the level of the session.
        await server.server.sendLoggingMessage({ level, data: requestId }, sessionId);
      }
      // It comes on another stream than the answer, which must not overtake it.
      await delay(100);
      return { content: [] };
    });
    server.registerTool('wait', { inputSchema: { label: z.string() } }, ({ label }, { signal }) => {
      return new Promise((resolve) => {
        const call = {
          cancelled: false,
          finish: () => resolve({ content: [{ type: 'text', text: label }] }),
        };
        signal.addEventListener('abort', () => (call.cancelled = true));
        waiting.set(label, call);
      });
    });
    server.registerPrompt('greet', { argsSchema: { name: z.string() } }, ({ name }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: `Hello ${name}` } }],
    }));
    const template = new ResourceTemplate('notes://{id}', {
      list: undefined,
      complete: { id: (value) => [`${value}-1`, `${value}-2`] },
    });
    server.registerResource('note', template, {}, (uri) => ({
      contents: [{ uri: uri.href, text: 'a note' }],
    }));
  });
  raw = await RawUpstream.start(['{"name":"raw","inputSchema":{"type":"object"}}'], () => '{}');
  gateway = await Gateway.start();
  await Promise.all([gateway.register('old', sdk.url), gateway.register('raw', raw.url)]);
  token = await gateway.client('agent', ['old', 'raw']);
});

async function started(label: string) {
  await eventually(() => expect([...waiting.keys()]).toContain(label));
  return waiting.get(label)!;
}

describe('a modern client of a legacy server', () => {
  it('finds and uses all that the server has', async () => {
    const client = await connectModern(gateway, { token });
    expect(client.getProtocolEra()).toBe('modern');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'old__echo',
      'old__log',
      'old__steps',
      'old__wait',
      'raw__raw',
    ]);
    expect(textOf(await client.callTool({ name: 'old__echo', arguments: { text: 'hi' } }))).toBe('hi');
    const prompt = await client.getPrompt({ name: 'old__greet', arguments: { name: 'Ada' } });
    expect(prompt.messages[0]!.content).toEqual({ type: 'text', text: 'Hello Ada' });
    const { contents } = await client.readResource({ uri: 'notes://7' });
    expect(contents).toEqual([{ uri: 'notes://7', text: 'a note' }]);
    const ref = { type: 'ref/resource' as const, uri: 'notes://{id}' };
    const { completion } = await client.complete({ ref, argument: { name: 'id', value: 'x' } });
    expect(completion.values).toEqual(['x-1', 'x-2']);
  });

  it('is told of progress under its own token', async () => {
    const client = await connectModern(gateway, { token });
    const heard: unknown[] = [];
    const result = await client.callTool({ name: 'old__steps' }, { onprogress: (step) => heard.push(step) });
    expect(heard).toEqual([
      { progress: 1, total: 2 },
      { progress: 2, total: 2 },
    ]);
    expect(Object.keys(JSON.parse(textOf(result)) as object)).toEqual(['progressToken']);
  });

  it('keeps its own token and id, whatever they are, and all else of `_meta` reaches the server', async () => {
    const wire = new ModernWire(gateway.raw({ token }));
    const meta = { progressToken: 'mine', traceparent: '00-1-2-01', 'x.y/z': { n: 1 } };
    const { events, message } = await wire.callTool('old__steps', {}, { id: 'same', meta });
    expect(events!.slice(0, -1).map(({ params }) => params.progressToken)).toEqual(['mine', 'mine']);
    expect(message.id).toBe('same');
    const { progressToken, ...rest } = JSON.parse(textOf(message.result)) as Record<string, unknown>;
    expect(rest).toEqual({ traceparent: '00-1-2-01', 'x.y/z': { n: 1 } });
    expect(progressToken).not.toBe('mine');
  });

  it('gets JSON when nothing comes before the answer, and log messages only when it asks for them', async () => {
    const wire = new ModernWire(gateway.raw({ token }));
    const { headers, message } = await wire.callTool('old__steps');
    expect(headers['content-type']).toBe('application/json');
    expect(message.result.resultType).toBe('complete');
    const log = async (level: string) => {
      const { events } = await wire.callTool('old__log', {}, { meta: { [LOG_LEVEL]: level } });
      return events?.slice(0, -1).map(({ params }) => params.level);
    };
    expect(await log('info')).toEqual(['info', 'error']);
    expect(await log('error')).toEqual(['error']);
    expect(await log('debug')).toEqual(['debug', 'info', 'error']);
    expect(await log('emergency')).toBeUndefined();
    const asking = new ModernWire(gateway.raw({ token }), { elicitation: {} });
    const { events } = await asking.callTool('old__log', {}, { meta: { [LOG_LEVEL]: 'error' } });
    expect(events).toHaveLength(2);
    expect((await asking.callTool('old__log')).events).toBeUndefined();
  });

  it('may use the same ids at the same time as another client of its identity', async () => {
    const wires = ['a', 'b', 'c'].map(() => new ModernWire(gateway.raw({ token })));
    const answers = wires.map((wire, index) =>
      wire.callTool('old__wait', { label: `same-${index}` }, { id: 1 }),
    );
    for (const index of [2, 1, 0]) (await started(`same-${index}`)).finish();
    const texts = (await Promise.all(answers)).map(({ message }) => [message.id, textOf(message.result)]);
    expect(texts).toEqual([
      [1, 'same-0'],
      [1, 'same-1'],
      [1, 'same-2'],
    ]);
  });

  it('cancels by closing the stream, and nobody else is touched', async () => {
    const wire = new ModernWire(gateway.raw({ token }));
    const request = { method: 'tools/call', params: { name: 'old__wait', arguments: { label: 'left' } } };
    const left = wire.open(request);
    left.on('error', () => {});
    const other = wire.callTool('old__wait', { label: 'stayed' });
    const [seen, stayed] = [await started('left'), await started('stayed')];
    left.destroy();
    await eventually(() => expect(seen.cancelled).toBe(true));
    expect(stayed.cancelled).toBe(false);
    stayed.finish();
    expect(textOf((await other).message.result)).toBe('stayed');
  });

  it('gets no result any more when its token is revoked', async () => {
    const revoked = new ModernWire(gateway.raw({ token: await gateway.client('revoked', ['old']) }));
    const answer = revoked.callTool('old__wait', { label: 'revoked' });
    const seen = await started('revoked');
    await gateway.deleteClient('revoked');
    expect((await answer).message).toBeUndefined();
    await eventually(() => expect(seen.cancelled).toBe(true));
    expect((await revoked.callTool('old__echo', { text: 'x' })).status).toBe(401);
  });

  it('never shares an upstream session with another identity', async () => {
    const before = new Set(sdk.sessions.keys());
    for (const name of ['one', 'two']) {
      const wire = new ModernWire(gateway.raw({ token: await gateway.client(name, ['old']) }));
      await wire.callTool('old__echo', { text: '1' });
      await wire.callTool('old__echo', { text: '2' });
    }
    expect([...sdk.sessions.keys()].filter((id) => !before.has(id))).toHaveLength(2);
  });
});

describe('what a legacy server gets and answers', () => {
  const wire = () => new ModernWire(gateway.raw({ token }));

  it('has no envelope, and every other byte of the request', async () => {
    raw.tool = () => '{}';
    const args = '{"big":12345678901234567890,"f":1.0}';
    const envelope =
      '"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}';
    const body = Buffer.from(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"raw__raw","arguments":${args},"_meta":{"own":1.0,${envelope}}}}`,
    );
    const headers = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'raw__raw',
    };
    await gateway.raw({ token }).send({ body, headers });
    const { length } = raw.calls;
    const { id } = JSON.parse(raw.calls[length - 1]!.toString()) as { id: number };
    expect(raw.calls[length - 1]!.toString()).toBe(
      `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"raw","arguments":${args},"_meta":{"own":1.0}}}`,
    );
  });

  it.each([
    ['{"n":1.0}', '{"resultType":"complete","n":1.0}'],
    ['{}', '{"resultType":"complete"}'],
    ['{ }', '{"resultType":"complete" }'],
    ['{"a":1,"resultType":"odd"}', '{"a":1,"resultType":"complete"}'],
  ])('is stamped where it is a result: %s', async (result, stamped) => {
    raw.tool = () => result;
    const { body } = await gateway.raw({ token }).send({
      body: Buffer.from(
        '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"raw__raw","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}',
      ),
      headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'raw__raw' },
    });
    expect(body.toString()).toBe(`{"jsonrpc":"2.0","id":7,"result":${stamped}}`);
  });

  it('is refused when it is ambiguous', async () => {
    raw.tool = () => '{"resultType":"a","resultType":"b"}';
    const { status, message } = await wire().callTool('raw__raw');
    expect([status, message.error.code, message.error.data]).toEqual([
      200,
      -32603,
      { reason: 'upstream_failed', server: 'raw' },
    ]);
  });

  it.each([
    [-32002, 200, -32602],
    [-32601, 404, -32601],
    [-32021, 200, -32603],
    [-32050, 200, -32603],
    [-32000, 200, -32000],
    [42, 200, 42],
  ])('is an error in modern words: %i', async (code, status, told) => {
    raw.tool = (body, response) => {
      const { id } = JSON.parse(body.toString()) as { id: unknown };
      const error = { code, message: 'no', data: { more: 1 } };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, error }));
      return undefined;
    };
    const answer = await wire().callTool('raw__raw');
    expect([answer.status, answer.message.error]).toEqual([
      status,
      { code: told, message: 'no', data: { more: 1 } },
    ]);
  });

  it('says how long a resource may be kept', async () => {
    const { message } = await wire().send({ method: 'resources/read', params: { uri: 'notes://1' } });
    expect(message.result).toMatchObject({ resultType: 'complete', ttlMs: 0, cacheScope: 'private' });
  });
});
