import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Gateway, newClient } from './support/gateway.js';
import { textOf } from './support/modern-client.js';
import { ModernServer } from './support/modern-server.js';
import { json, result, type Script, ScriptedUpstream } from './support/scripted-upstream.js';

const ABLE = { elicitation: { form: {}, url: {} }, sampling: {}, roots: { listChanged: true } };
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';

let gateway: Gateway;
let token: string;
let server: ModernServer;

beforeAll(async () => {
  [gateway, server] = await Promise.all([Gateway.start(), ModernServer.start()]);
  await gateway.register('new', server.url);
  token = await gateway.client('agent', ['new', 'scripted']);
});

/** A client that answers what it is asked, and remembers it. */
async function answering(asked: unknown[] = []): Promise<Client> {
  const client = new Client({ name: 'agent', version: '1.0.0' }, { capabilities: ABLE });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params);
    return { action: 'accept', ...(params.mode !== 'url' && { content: { name: 'Ada' } }) };
  });
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => {
    asked.push(params);
    return { model: 'm', role: 'assistant', content: { type: 'text', text: 'hello' } };
  });
  client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: 'file:///a' }] }));
  return gateway.connect({ token }, client);
}

describe('a legacy client of a modern server', () => {
  it('calls tools, gets prompts, reads resources', async () => {
    const client = await gateway.connect({ token });
    const called = await client.callTool({ name: 'new__echo', arguments: { text: 'hi' } });
    expect(called).toEqual({ content: [{ type: 'text', text: '"hi"' }], _meta: expect.anything() });
    expect((await client.getPrompt({ name: 'new__greet' })).messages).toHaveLength(1);
    const read = await client.readResource({ uri: 'notes://one' });
    expect(read).toEqual({ contents: [{ uri: 'notes://one', text: 'a note' }], _meta: expect.anything() });
    expect(client.getInstructions()).toBe('Be modern.');
  });

  it('is introduced to it with each request', async () => {
    const client = await answering();
    await client.callTool({
      name: 'new__regional',
      arguments: { region: 'eu' },
      _meta: { 'com.example/a': 1.5 },
    });
    const { headers, params } = server.requests('regional').at(-1)!;
    expect(params._meta).toEqual({
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'agent', version: '1.0.0' },
      [CAPABILITIES]: { ...ABLE, roots: {} },
      'com.example/a': 1.5,
    });
    expect(headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'regional',
      'mcp-param-region': 'eu',
    });
    expect(headers['mcp-session-id']).toBeUndefined();
  });

  it('hears of progress, and of the log from the level it sets', async () => {
    const client = await gateway.connect({ token });
    const [progress, log]: [number[], unknown[]] = [[], []];
    client.setNotificationHandler(
      LoggingMessageNotificationSchema,
      ({ params }) => void log.push(params.data),
    );
    const onprogress = (step: { progress: number }) => void progress.push(step.progress);
    await client.callTool({ name: 'new__steps' }, undefined, { onprogress });
    expect({ progress, log }).toEqual({ progress: [1, 2], log: [] });
    await client.setLoggingLevel('info');
    await client.callTool({ name: 'new__steps' });
    expect(log).toEqual(['step 1', 'step 2']);
  });

  it('cancels', async () => {
    const client = await gateway.connect({ token });
    const abort = new AbortController();
    const call = client.callTool({ name: 'new__wait', arguments: { label: 'long' } }, undefined, {
      signal: abort.signal,
    });
    await eventually(() => expect(server.waiting.has('long')).toBe(true));
    abort.abort('enough');
    await expect(call).rejects.toThrow('enough');
    await eventually(() => expect(server.waiting.get('long')!.cancelled).toBe(true));
  });

  it('answers what the server asks, one after the other', async () => {
    const asked: unknown[] = [];
    const client = await answering(asked);
    const questions = ['form', 'sample', 'roots', 'url'];
    const called = await client.callTool({ name: 'new__ask', arguments: { questions } });
    expect(JSON.parse(textOf(called as { content: unknown }))).toEqual({
      state: 'kept',
      answers: {
        form: { action: 'accept', content: { name: 'Ada' } },
        sample: { model: 'm', role: 'assistant', content: { type: 'text', text: 'hello' } },
        roots: { roots: [{ uri: 'file:///a' }] },
        url: { action: 'accept' },
      },
    });
    expect(asked).toEqual([
      expect.objectContaining({ message: 'who' }),
      expect.objectContaining({ maxTokens: 9 }),
      expect.objectContaining({ mode: 'url', elicitationId: expect.stringMatching(/^[\da-f-]{36}$/) }),
    ]);
    const [first, second] = server.requests('ask').slice(-2);
    expect(second!.params).toMatchObject({ ...first!.params, requestState: 'kept' });
  });

  it('who fails to show a form is one who closed it', async () => {
    const client = await answering();
    client.setRequestHandler(ElicitRequestSchema, () => Promise.reject(new Error('no screen')));
    const called = await client.callTool({ name: 'new__ask', arguments: { questions: ['form'] } });
    expect(textOf(called as { content: unknown })).toContain('{"action":"cancel"}');
  });

  it('who refuses to sample gets its own refusal', async () => {
    const client = await answering();
    client.setRequestHandler(CreateMessageRequestSchema, () => Promise.reject(new Error('too dear')));
    await expect(client.callTool({ name: 'new__ask', arguments: { questions: ['sample'] } })).rejects.toThrow(
      'sampling/createMessage was refused: too dear',
    );
  });

  it('gives up on a server that asks for ever', async () => {
    const client = await answering();
    await expect(client.callTool({ name: 'new__endless' })).rejects.toThrow(
      'it asked for input again and again',
    );
  });

  it('waits for a server that only wants time', async () => {
    const client = await gateway.connect({ token });
    const called = await client.callTool({ name: 'new__busy' });
    expect(textOf(called as { content: unknown })).toBe('"done"');
  });

  it('gets a structured result as an object', async () => {
    const client = await gateway.connect({ token });
    const called = await client.callTool({ name: 'new__numbers' });
    expect(called.structuredContent).toEqual({ result: [1, 2] });
  });
});

describe('over REST', () => {
  it('a modern server is called like any other', async () => {
    const { body } = await rest('new__echo', { text: 'hi' }).expect(200);
    expect(body).toMatchObject({ content: [{ type: 'text', text: '"hi"' }] });
    expect(body).not.toHaveProperty('resultType');
    const { params } = server.requests('echo').at(-1)!;
    expect(params._meta).toMatchObject({ [CAPABILITIES]: {} });
  });

  it('nobody is asked anything', async () => {
    const { body } = await rest('new__ask', { questions: ['roots'] }).expect(502);
    expect(JSON.stringify(body)).toMatch(/roots/);
  });

  const rest = (name: string, args: object) =>
    gateway.app.post('/api/v0/tools/call', {
      token: gateway.app.adminToken,
      body: { name, arguments: args },
    });
});

describe('what a modern server answers', () => {
  let answer: Script;

  beforeAll(async () => {
    const upstream = await ScriptedUpstream.start((received, response) => {
      const { method } = received.rpc;
      if (method === 'tools/call') return answer(received, response);
      const supportedVersions = ['2026-07-28'];
      result(received, response, { supportedVersions, capabilities: { tools: {} }, tools: [{ name: 'a' }] });
    });
    await gateway.register('scripted', upstream.url);
  });

  it.each<[string, Script, object]>([
    ['a missing capability', error(-32021), { code: -32602, message: 'no' }],
    ['a header mismatch', error(-32020), { code: -32603, message: 'no' }],
    ['a version it does not know', error(-32022), { code: -32603, message: 'no' }],
    ['its own error', error(-32011, 200), { code: -32011, message: 'no' }],
    [
      'a task',
      (received, response) => result(received, response, { resultType: 'task', taskId: '1' }),
      { code: -32603, message: expect.stringContaining('it answered with a result of the type "task"') },
    ],
    [
      'a question that nobody may ask',
      asking({ a: { method: 'evil/do' } }),
      { code: -32603, message: expect.stringContaining('it asked its client for evil/do in vain') },
    ],
    [
      'a question without words',
      asking({}),
      { code: -32603, message: expect.stringContaining('it asked for input without saying which') },
    ],
  ])('%s becomes an error of the legacy era', async (_, script, expected) => {
    answer = script;
    expect((await call()).error).toMatchObject(expected);
  });

  it('keeps every other byte', async () => {
    const exact = '{"z":1234567890123456789,"y":1.0,"__proto__":{"a":1e400}}';
    answer = (received, response) =>
      result(
        received,
        response,
        `{ "resultType":"complete", "x":${exact},"ttlMs":0 , "content":[],"cacheScope":"x"}`,
      );
    const client = gateway.raw({ token });
    await client.initialize();
    const body = client.rpc('tools/call', { name: 'scripted__a' });
    const { body: bytes } = await client.send({ body });
    expect(bytes.toString()).toBe(`{"jsonrpc":"2.0","id":${body.id},"result":{ "x":${exact},"content":[]}}`);
  });

  async function call(): Promise<{ error: object }> {
    const client = gateway.raw({ token });
    await client.initialize({ capabilities: ABLE });
    const { body } = await client.send({ body: client.rpc('tools/call', { name: 'scripted__a' }) });
    const text = body.toString();
    return JSON.parse(text.slice(text.indexOf('{'))) as { error: object };
  }

  function error(code: number, status = 400): Script {
    return ({ rpc }, response) =>
      json(response, { jsonrpc: '2.0', id: rpc.id, error: { code, message: 'no' } }, status);
  }

  function asking(inputRequests: object): Script {
    return (received, response) =>
      result(received, response, { resultType: 'input_required', inputRequests });
  }
});

it('an old client without capabilities is not asked', async () => {
  const client = await gateway.connect({ token }, newClient());
  const called = client.callTool({ name: 'new__ask', arguments: { questions: ['form'] } });
  await expect(called).rejects.toThrow(/elicitation/);
});
