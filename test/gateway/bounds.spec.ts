import type { IncomingMessage } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defer } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { ModernWire } from './support/modern-wire.js';
import type { RawClient } from './support/raw-client.js';
import { startSdkServer } from './support/sdk-server.js';

const FULL = 'all 3 streams of this server are in use (MAX_STREAMS)';
const GET = { method: 'GET', headers: { accept: 'text/event-stream' } };

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start({ MAX_STREAMS: '3', MAX_PARKED_CALLS: '2' });
});

const token = (name: string) => gateway.client(name, ['*']);

async function session(name: string): Promise<RawClient> {
  const client = gateway.raw({ token: await token(name) });
  await client.initialize();
  return client;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  return Buffer.concat((await answer.toArray()) as Buffer[]).toString();
}

describe('all clients together', () => {
  it('have so many streams, whatever transport they come by', async () => {
    const [one, two] = await Promise.all([session('one'), session('two')]);
    const sse = gateway.raw({ token: await token('three'), path: '/sse' });
    const modern = new ModernWire(gateway.raw({ token: await token('four') }));
    const listen = { method: 'subscriptions/listen', params: { notifications: {} } };
    const opening = [() => one.begin(GET), () => sse.begin(GET), () => modern.begin(listen)];
    const open: IncomingMessage[] = [];
    for (const begin of opening) open.push(await begin());
    defer(() => open.forEach((answer) => answer.destroy()));
    expect(open.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    for (const begin of [() => two.begin(GET), ...opening]) {
      const answer = await begin();
      expect([answer.statusCode, await textOf(answer)]).toEqual([503, expect.stringContaining(FULL)]);
    }
    // Requests are none of them.
    expect(await two.call('tools/list')).toHaveProperty('result');
    open[1]!.destroy();
    await eventually(async () => {
      const answer = await two.begin(GET);
      defer(() => answer.destroy());
      expect(answer.statusCode).toBe(200);
    });
  });

  it('have so many calls that wait for answers', async () => {
    const upstream = await startSdkServer((server) => {
      const { server: rpc } = server;
      server.registerTool('ask', { inputSchema: { n: z.number() } }, async (_, { requestId, signal }) => {
        const requestedSchema = { type: 'object' as const, properties: { a: { type: 'string' as const } } };
        await rpc.elicitInput({ message: 'what', requestedSchema }, { relatedRequestId: requestId, signal });
        return { content: [] };
      });
    });
    await gateway.register('old', upstream.url);
    const asks = async (name: string) => {
      const client = new ModernWire(gateway.raw({ token: await token(name) }), { elicitation: { form: {} } });
      return (await client.callTool('old__ask', { n: 1 })).message;
    };
    for (const name of ['a', 'b']) {
      expect(await asks(name)).toMatchObject({ result: { resultType: 'input_required' } });
    }
    expect(await asks('c')).toMatchObject({
      error: {
        code: -32603,
        message: '2 calls wait for answers of their clients already (MAX_PARKED_CALLS)',
      },
    });
  });
});
