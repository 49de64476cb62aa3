import { beforeAll, describe, expect, it } from '@jest/globals';
import { everythingBehindToken } from '../support/everything.js';
import { EVERY_CAPABILITY, answeringClient } from './support/answering-client.js';
import { setUpAskingServer } from './support/asking-server.js';
import { Gateway } from './support/gateway.js';
import { connectModern, textOf } from './support/modern-client.js';
import { RawUpstream } from './support/raw-upstream.js';
import { startSdkServer } from './support/sdk-server.js';

const PATH = '/mcp?discover=search';
let gateway: Gateway;
let token: string;

beforeAll(async () => {
  gateway = await Gateway.start();
  const everything = await everythingBehindToken('upstream-token');
  await gateway.register('every', everything.url, { bearer_token: 'upstream-token' });
  await gateway.register('closed', everything.url, { bearer_token: 'upstream-token' });
  await gateway.register('asking', (await startSdkServer(setUpAskingServer)).url);
  token = await gateway.client('agent', ['every', 'raw', 'asking']);
  const { app } = gateway;
  const body = { name: 'some', included_servers: ['every', 'asking'] };
  await app.post('/api/v0/tool-groups', { token: app.adminToken, body }).expect(201);
}, 60_000);

const namesIn = (result: { content: unknown }) =>
  (JSON.parse(textOf(result)) as { name: string }[]).map(({ name }) => name);

const GROUP = '/v0/groups/some';
const SEARCH = '?discover=search';
const bySse = (path: string) => () =>
  gateway.connectBySse({ token, path: path + SEARCH }, answeringClient('agent'));
const byHttp = (path: string) => () =>
  gateway.connect({ token, path: path + SEARCH }, answeringClient('agent'));
const byModern = (path: string) => () =>
  connectModern(gateway, {
    token,
    path: path + SEARCH,
    capabilities: EVERY_CAPABILITY,
    setUp: (client) => {
      client.setRequestHandler('elicitation/create', ({ params }) => ({
        action: 'accept',
        content: { name: `agent ${params.message}` },
      }));
      client.setRequestHandler('sampling/createMessage', () => ({
        model: 'm',
        role: 'assistant',
        content: { type: 'text', text: 'agent sampled' },
      }));
      // Asked by server-everything a moment after a session began, whatever is called.
      client.setRequestHandler('roots/list', () => ({ roots: [] }));
    },
  });

describe.each([
  ['legacy', 'at /mcp', byHttp('/mcp')],
  ['modern', 'at /mcp', byModern('/mcp')],
  ['legacy', 'at a group', byHttp(`${GROUP}/mcp`)],
  ['modern', 'at a group', byModern(`${GROUP}/mcp`)],
  ['legacy', 'by HTTP+SSE', bySse('/sse')],
  ['legacy', 'by HTTP+SSE at a group', bySse(`${GROUP}/sse`)],
] as const)('a %s client that searches %s', (_, __, connect) => {
  const call = async (name: string, args: Record<string, unknown>, options?: object) => {
    const client = await connect();
    const params = { name, arguments: args };
    return (await (options && 'callTool' in client
      ? (client.callTool as (...all: unknown[]) => Promise<unknown>)(params, ...optionsFor(_, options))
      : client.callTool(params))) as { content: unknown; isError?: boolean };
  };

  it('lists two tools, finds those it may reach, and calls them', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['search_tools', 'call_tool']);
    const found = namesIn(await call('search_tools', { query: 'echo message', limit: 3 }));
    expect(found[0]).toBe('every__echo');
    expect(found.every((name) => /^(every|asking)__/.test(name))).toBe(true);
    const echoed = await call('call_tool', { name: 'every__echo', arguments: { message: 'hi' } });
    expect(textOf(echoed)).toBe('Echo: hi');
  });

  it('sees the progress of what it calls', async () => {
    const seen: number[] = [];
    // The SDK's client drops progress that it reads together with the answer.
    const args = { name: 'every__trigger-long-running-operation', arguments: { duration: 2, steps: 2 } };
    await call('call_tool', args, {
      onprogress: ({ progress }: { progress: number }) => seen.push(progress),
    });
    expect(seen).toContain(1);
  });

  it('is asked by what it calls', async () => {
    const asked = (name: string) => call('call_tool', { name, arguments: { label: 'who' } });
    expect(textOf(await asked('asking__form'))).toContain('agent who');
    expect(textOf(await asked('asking__sample'))).toContain('agent ');
  });

  it('learns nothing of what it may not reach', async () => {
    const wrapped = (name: string) =>
      call('call_tool', { name }).catch((error: Error) => error.message.replaceAll(name, 'it'));
    expect(await wrapped('closed__echo')).toBe(await wrapped('closed__none'));
    expect(await wrapped('closed__echo')).toContain('Unknown tool: it');
  });

  it.each([
    ['call_tool', {}, '"name" must be a string'],
    ['call_tool', { name: 7 }, '"name" must be a string'],
    ['search_tools', {}, '"query" must be a string'],
    ['search_tools', { query: 'x', limit: 0 }, '"limit" must be a whole number'],
    ['search_tools', { query: 'x', limit: 51 }, '"limit" must be a whole number from 1 to 50'],
  ])('is told what is wrong with %s %j', async (name, args, message) => {
    await expect(call(name, args)).rejects.toThrow(message);
  });
});

/** The 1.x client takes a schema before its options. */
const optionsFor = (era: string, options: object) => (era === 'legacy' ? [undefined, options] : [options]);

describe('the way of a wrapped call', () => {
  it('keeps every byte of the arguments', async () => {
    const upstream = await RawUpstream.start(
      ['{"name":"t","inputSchema":{"type":"object"}}'],
      () => '{"content":[]}',
    );
    await gateway.register('raw', upstream.url);
    const client = gateway.raw({ token, path: PATH });
    await client.initialize();
    const args = '{"a": 1234567890123456789, "b":1e400,"__proto__":{}}';
    const body = `{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"arguments":{"arguments":${args},"name":"raw__t"},"name":"call_tool"}}`;
    expect((await client.send({ body: Buffer.from(body) })).status).toBe(200);
    expect(upstream.calls.join('\n')).toContain(`"params":{"arguments":${args},"name":"t"}`);
  });

  it('is that of one session: an id of one mode is not good for the other', async () => {
    const searching = gateway.raw({ token, path: PATH });
    await searching.initialize();
    const listing = gateway.raw({ token });
    listing.sessionId = searching.sessionId;
    expect((await listing.send({ body: listing.rpc('tools/list') })).status).toBe(404);
  });

  it('is refused where another mode is asked for', async () => {
    const client = gateway.raw({ token, path: '/mcp?discover=guess' });
    expect((await client.initialize()).status).toBe(400);
  });
});
