import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { CallReport } from '../../server/events/call-report.js';
import { Events } from '../../server/events/events.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { ModernWire } from './support/modern-wire.js';
import type { RawClient } from './support/raw-client.js';
import { RawUpstream } from './support/raw-upstream.js';
import { startSdkServer } from './support/sdk-server.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SCHEMA = { type: 'object' as const, properties: { name: { type: 'string' as const } } };
let gateway: Gateway;
let raw: RawUpstream;
let token: string;
let legacy: RawClient;
let modern: ModernWire;
let reports: CallReport[] = [];
let waiting = 0;

beforeAll(async () => {
  raw = await RawUpstream.start(['{"name":"t","inputSchema":{"type":"object"}}'], () => '{"content":[]}');
  const sdk = await startSdkServer((server) => {
    server.server.registerCapabilities({ resources: { subscribe: true } });
    server.server.setRequestHandler(SubscribeRequestSchema, () => ({}));
    server.registerTool('fail', {}, () => ({ isError: true, content: [] }));
    server.registerTool('wait', {}, () => {
      waiting++;
      return new Promise(() => {});
    });
    server.registerTool('ask', {}, async ({ requestId }) => {
      const options = { relatedRequestId: requestId };
      await server.server.elicitInput({ message: 'who', requestedSchema: SCHEMA }, options);
      return { content: [] };
    });
    server.registerPrompt('greet', { argsSchema: { who: z.string() } }, () => ({ messages: [] }));
    const read = (uri: URL) => ({ contents: [{ uri: uri.href, text: 'x' }] });
    server.registerResource('readme', 'doc://readme', {}, read);
    server.registerResource('page', new ResourceTemplate('doc://page/{n}', { list: undefined }), {}, read);
  });
  gateway = await Gateway.start();
  await gateway.register('raw', raw.url);
  await gateway.register('sdk', sdk.url, { timeout_sec: 60 });
  await gateway.register('other', raw.url);
  token = await gateway.client('agent', ['raw', 'sdk']);
  legacy = gateway.raw({ token });
  await legacy.initialize();
  modern = new ModernWire(gateway.raw({ token }), { elicitation: { form: {} } });
  gateway.app.nest.get(Events).on('call.ended', (report) => reports.push(report));
});

beforeEach(() => void (reports = []));

const item = (kind: string, name: string, originalName = name.replace(/^.*__/, ''), server = 'sdk') => ({
  kind,
  name,
  originalName,
  server,
});
const only = () => {
  expect(reports).toHaveLength(1);
  return reports[0]!;
};

describe('what is told of a call', () => {
  it.each(['legacy', 'modern'] as const)(
    'is who asked for what, when, and how it ended (%s)',
    async (era) => {
      const before = Date.now();
      const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` };
      if (era === 'modern') await modern.callTool('raw__t', {}, { headers });
      else await legacy.send({ body: legacy.rpc('tools/call', { name: 'raw__t' }), headers });
      const report = only();
      expect(report).toMatchObject({
        method: 'tools/call',
        scope: { kind: 'all' },
        item: item('tool', 'raw__t', 't', 'raw'),
        asked: 'raw__t',
        outcome: 'success',
        errorCode: undefined,
        traceId: TRACE,
        requestId: expect.stringMatching(/^[0-9a-f]{10}-/),
        principal: { kind: 'client', name: 'agent' },
      });
      expect(report.endedAtMs).toBeGreaterThanOrEqual(before);
      expect(report.durationMs).toBeGreaterThan(0);
      expect(report.durationMs).toBeLessThanOrEqual(Date.now() - before + 1);
    },
  );

  it('is told of prompts, resources, completions and subscriptions too, and not of lists', async () => {
    for (const [method, params] of [
      ['prompts/get', { name: 'sdk__greet', arguments: { who: 'x' } }],
      ['resources/read', { uri: 'doc://readme' }],
      ['resources/read', { uri: 'doc://page/7' }],
      ['resources/subscribe', { uri: 'doc://readme' }],
      ['completion/complete', { ref: { type: 'ref/prompt', name: 'sdk__greet' }, argument: { name: 'who' } }],
      ['tools/list', {}],
      ['ping', {}],
    ] as const) {
      await legacy.call(method, params);
    }
    expect(reports.map(({ method, item, asked }) => [method, item, asked])).toEqual([
      ['prompts/get', item('prompt', 'sdk__greet'), 'sdk__greet'],
      ['resources/read', item('resource', 'doc://readme'), 'doc://readme'],
      ['resources/read', item('resource_template', 'doc://page/{n}'), 'doc://page/7'],
      ['resources/subscribe', item('resource', 'doc://readme'), 'doc://readme'],
      ['completion/complete', item('prompt', 'sdk__greet'), 'sdk__greet'],
    ]);
  });

  it('is told of a search for tools, without the words, and of what came of it', async () => {
    const searching = gateway.raw({ token, path: '/mcp?discover=search' });
    await searching.initialize();
    await searching.call('tools/call', { name: 'search_tools', arguments: { query: 's3cret' } });
    await searching.call('tools/call', { name: 'search_tools', arguments: { query: 7 } });
    await searching.call('tools/call', { name: 'call_tool', arguments: { name: 'raw__t' } });
    const search = { method: 'tools/call', asked: 'search_tools', item: undefined, arguments: undefined };
    expect(reports).toMatchObject([
      { ...search, outcome: 'success', principal: { name: 'agent' } },
      { ...search, outcome: 'error', errorCode: '-32602' },
      { item: item('tool', 'raw__t', 't', 'raw'), outcome: 'success' },
    ]);
    expect(JSON.stringify(reports)).not.toContain('s3cret');
  });

  it('is told of who listens, and to what, once that is settled', async () => {
    const listen = async (notifications: object) => {
      const answer = await modern.begin({ method: 'subscriptions/listen', params: { notifications } });
      answer.destroy();
    };
    const method = 'subscriptions/listen';
    await listen({ toolsListChanged: true });
    await eventually(() => expect(only()).toMatchObject({ method, item: undefined, outcome: 'success' }));
    reports = [];
    await listen({ resourceSubscriptions: ['doc://readme', 'doc://none'] });
    await eventually(() => expect(reports).toHaveLength(3));
    expect(reports).toMatchObject([
      { method, outcome: 'denied', errorCode: 'not_found', item: undefined, asked: 'doc://none' },
      { method, outcome: 'success', item: item('resource', 'doc://readme'), asked: 'doc://readme' },
      { method, outcome: 'success', item: undefined, asked: undefined },
    ]);
    expect(new Set(reports.map(({ requestId }) => requestId)).size).toBe(1);
    reports = [];
    await listen({ resourceSubscriptions: 'doc://readme' });
    await eventually(() => expect(only()).toMatchObject({ method, outcome: 'error', errorCode: '-32602' }));
  });

  it('tells no more of what is not there than one request should cost', async () => {
    const resourceSubscriptions = Array.from({ length: 1_000 }, (_, index) => `doc://none/${index}`);
    const params = { notifications: { resourceSubscriptions } };
    (await modern.begin({ method: 'subscriptions/listen', params })).destroy();
    await eventually(() => expect(reports.at(-1)).toMatchObject({ outcome: 'success' }));
    expect(reports).toHaveLength(17);
  });

  it('goes by the canonical name in a server’s own endpoint, and over REST', async () => {
    const own = new ModernWire(gateway.raw({ token, path: '/v0/servers/raw/mcp' }));
    await own.callTool('t');
    await gateway.app
      .post('/api/v0/tools/invoke', { token: gateway.app.adminToken, body: { name: 'raw__t' } })
      .expect(200);
    const expected = item('tool', 'raw__t', 't', 'raw');
    expect(reports).toMatchObject([
      { item: expected, asked: 't', scope: { kind: 'server', name: 'raw' } },
      { item: expected, asked: 'raw__t', principal: { kind: 'user', name: 'admin' } },
    ]);
  });

  it('tells a denied item from one that does not exist, which the caller cannot', async () => {
    const answers = [await modern.callTool('other__t'), await modern.callTool('x'.repeat(5_000))];
    expect(answers.map(({ message }) => message.error.code)).toEqual([-32602, -32602]);
    expect(reports).toMatchObject([
      {
        outcome: 'denied',
        errorCode: 'forbidden',
        item: item('tool', 'other__t', 't', 'other'),
        asked: 'other__t',
      },
      { outcome: 'denied', errorCode: 'not_found', item: undefined, asked: 'x'.repeat(512) },
    ]);
  });

  it.each([
    ['a tool that says it failed', 'sdk__fail', 'tool_error'],
    ['an upstream that fails', 'raw__t', 'upstream_failed'],
    ['a name that is none', 7, '-32602'],
  ])('has an error code for %s', async (_, name, errorCode) => {
    raw.tool = (_body, response) => void response.destroy();
    await legacy.call('tools/call', { name, arguments: {} });
    raw.tool = () => '{"content":[]}';
    expect(only()).toMatchObject({ outcome: 'error', errorCode });
  });

  it("has an upstream's own error code", async () => {
    raw.tool = (body, response) => {
      const { id } = JSON.parse(body.toString()) as { id: number };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"jsonrpc":"2.0","id":${id},"error":{"code":-32042,"message":"no"}}`);
      return undefined;
    };
    await legacy.call('tools/call', { name: 'raw__t' });
    raw.tool = () => '{"content":[],"isError":false,"isError":true}';
    await legacy.call('tools/call', { name: 'raw__t' });
    raw.tool = () => '{"content":[]}';
    expect(reports.map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual([
      ['error', '-32042'],
      ['success', undefined],
    ]);
  });

  it('says that the client gave up', async () => {
    const request = legacy.open({ body: { ...legacy.rpc('tools/call', { name: 'sdk__wait' }), id: 'w' } });
    request.on('error', () => {});
    await eventually(() => expect(waiting).toBe(1));
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'w' } };
    await legacy.send({ body: cancel });
    await eventually(() => expect(only()).toMatchObject({ outcome: 'cancelled', errorCode: 'cancelled' }));
  });

  it('says that the client is asked something first', async () => {
    const { message } = await modern.callTool('sdk__ask');
    const { requestState, inputRequests } = message.result;
    const [key] = Object.keys(inputRequests as object);
    const inputResponses = { [key!]: { action: 'decline' } };
    await modern.callTool('sdk__ask', {}, { params: { requestState, inputResponses } });
    expect(reports.map(({ outcome }) => outcome)).toEqual(['input_required', 'success']);
  });
});
