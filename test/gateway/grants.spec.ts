import { beforeAll, describe, expect, it } from '@jest/globals';
import { Gateway } from './support/gateway.js';
import { RawUpstream } from './support/raw-upstream.js';

const definition = (name: string) => JSON.stringify({ name, inputSchema: { type: 'object' } });
let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start();
  const upstream = await RawUpstream.start([definition('echo')], () => '{"content":[]}');
  await gateway.register('open', upstream.url);
  await gateway.register('closed', upstream.url);
});

async function initialized(name: string, allow: string[], path = '/mcp') {
  const client = gateway.raw({ token: await gateway.client(name, allow), path });
  await client.initialize();
  return client;
}

describe('grants', () => {
  it('show a client without any nothing, and say so without an error', async () => {
    const client = await initialized('none', []);
    expect(await client.call('tools/list')).toMatchObject({ result: { tools: [] } });
    expect(await client.call('prompts/list')).toMatchObject({ result: { prompts: [] } });
    expect(await client.call('resources/list')).toMatchObject({ result: { resources: [] } });
  });

  it('show a client what was granted and nothing else', async () => {
    const client = await initialized('one', ['open']);
    const { result } = await client.call('tools/list');
    expect(result.tools).toEqual([{ name: 'open__echo', inputSchema: { type: 'object' } }]);
    expect(await client.call('tools/call', { name: 'open__echo' })).toMatchObject({
      result: { content: [] },
    });
  });

  it.each([
    ['tools/call', 'name', (name: string) => name],
    ['prompts/get', 'name', (name: string) => name],
    ['resources/read', 'uri', (name: string) => `x://${name}`],
  ])('refuse in %s what is not granted exactly as what does not exist', async (method, key, form) => {
    const client = await initialized(`same-${key}-${method.slice(0, 5)}`, ['open']);
    const [closed, missing] = await Promise.all(
      ['closed__echo', 'missin__echo'].map((name) =>
        client.send({ body: { jsonrpc: '2.0', id: 1, method, params: { [key]: form(name) } } }),
      ),
    );
    expect(closed!.status).toBe(missing!.status);
    expect(closed!.body.toString().replaceAll('closed', 'missin')).toBe(missing!.body.toString());
  });

  it.each([
    ['tools/call', { name: 'closed__echo' }, { code: -32602, message: 'Unknown tool: closed__echo' }],
    ['prompts/get', { name: 'closed__p' }, { code: -32602, message: 'Unknown prompt: closed__p' }],
    [
      'resources/read',
      { uri: 'x://closed' },
      { code: -32002, message: 'Unknown resource: x://closed', data: { uri: 'x://closed' } },
    ],
  ])('refuse in %s with words that say what was asked for', async (method, params, error) => {
    const client = await initialized(`words-${method.slice(0, 5)}`, ['open']);
    expect(await client.call(method, params)).toEqual({ jsonrpc: '2.0', id: 2, error });
  });

  it("answer alike for a server's own endpoint that is closed and one that does not exist", async () => {
    const token = await gateway.client('endpoints', ['open']);
    const [closed, missing] = await Promise.all(
      ['closed', 'missin'].map((name) =>
        gateway.raw({ token, path: `/v0/servers/${name}/mcp` }).initialize(),
      ),
    );
    expect([closed!.status, missing!.status]).toEqual([404, 404]);
    expect(closed!.body).toEqual(missing!.body);
    expect((await gateway.raw({ token, path: '/v0/servers/open/mcp' }).initialize()).status).toBe(200);
  });
});
