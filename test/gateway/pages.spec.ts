import { beforeAll, describe, expect, it } from '@jest/globals';
import { Gateway } from './support/gateway.js';
import type { RawClient } from './support/raw-client.js';
import { RawUpstream } from './support/raw-upstream.js';

const COUNT = 2300;
const tool = (index: number) =>
  `{"name":"t${String(index).padStart(4, '0')}","inputSchema":{"type":"object"}}`;
let gateway: Gateway;
let token: string;
let client: RawClient;

async function connect(as: string, path = '/mcp'): Promise<RawClient> {
  const raw = gateway.raw({ token: as, path });
  await raw.initialize();
  return raw;
}

beforeAll(async () => {
  const definitions = Array.from({ length: COUNT }, (_, index) => tool(index));
  const upstream = await RawUpstream.start(definitions, () => '{"content":[]}');
  gateway = await Gateway.start();
  await gateway.register('many', upstream.url);
  token = await gateway.client('agent', ['*']);
  client = await connect(token);
});

describe('a long list', () => {
  it('comes in pages, each item once and in order', async () => {
    const names: string[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const { result } = await client.call('tools/list', cursor === undefined ? {} : { cursor });
      sizes.push(result.tools.length);
      names.push(...result.tools.map(({ name }: { name: string }) => name));
      cursor = result.nextCursor;
    } while (cursor !== undefined);
    expect(sizes).toEqual([1000, 1000, 300]);
    expect(names).toHaveLength(COUNT);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it('goes on where it was when something before was added', async () => {
    const { result } = await client.call('tools/list');
    const early = await RawUpstream.start([tool(0)], () => '{"content":[]}');
    await gateway.register('a', early.url);
    const { result: next } = await client.call('tools/list', { cursor: result.nextCursor });
    expect(next.tools[0].name).toBe('many__t1000');
    await gateway.deregister('a');
  });

  it('takes no cursor that was made up, or is for another client, list or endpoint', async () => {
    const { result } = await client.call('tools/list');
    const cursor: string = result.nextCursor;
    const stranger = await connect(await gateway.client('stranger', ['*']));
    const elsewhere = await connect(token, '/v0/servers/many/mcp');
    const attempts = [
      [client, 'tools/list', 'x'],
      [client, 'tools/list', `${cursor.slice(0, -8)}AAAAAAAA`],
      [client, 'tools/list', 7],
      [client, 'prompts/list', cursor],
      [stranger, 'tools/list', cursor],
      [elsewhere, 'tools/list', cursor],
    ] as const;
    for (const [who, method, sent] of attempts) {
      expect((await who.call(method, { cursor: sent })).error.code).toBe(-32602);
    }
    expect(cursor).not.toContain('many');
  });
});
