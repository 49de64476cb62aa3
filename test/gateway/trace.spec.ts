import { beforeAll, describe, expect, it } from '@jest/globals';
import { Front } from '../support/front.js';
import { Gateway } from './support/gateway.js';
import { ModernWire } from './support/modern-wire.js';
import { RawUpstream } from './support/raw-upstream.js';

const TRACE = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'a=1',
  baggage: 'k=v',
};

let gateway: Gateway;
let token: string;
let front: Front;
let upstream: RawUpstream;

beforeAll(async () => {
  upstream = await RawUpstream.start(
    ['{"name":"t","inputSchema":{"type":"object"}}'],
    () => '{"content":[]}',
  );
  front = await Front.open({ targetPort: Number(new URL(upstream.url).port), token: 'up' });
  gateway = await Gateway.start();
  await gateway.register('up', front.url, { bearer_token: 'up' });
  token = await gateway.client('agent', ['up']);
});

const lastHeaders = () => front.arrivals.at(-1)!.headers;

describe('the trace that a request is a part of', () => {
  const callers = {
    legacy: async (headers: Record<string, string>, meta: object) => {
      const client = gateway.raw({ token });
      await client.initialize();
      await client.send({ body: client.rpc('tools/call', { name: 'up__t', _meta: meta }), headers });
    },
    modern: async (headers: Record<string, string>, meta: object) => {
      await new ModernWire(gateway.raw({ token })).callTool('up__t', {}, { headers, meta });
    },
  };

  it.each(['legacy', 'modern'] as const)(
    'reaches the server with a %s client, in headers and in `_meta`',
    async (era) => {
      await callers[era]({ ...TRACE, 'x-other': 'no' }, TRACE);
      expect(lastHeaders()).toMatchObject(TRACE);
      expect(lastHeaders()).not.toHaveProperty('x-other');
      expect(JSON.parse(upstream.calls.at(-1)!.toString()).params._meta).toEqual(TRACE);
    },
  );

  it('is nothing where the client has none, or one that no service would pass on', async () => {
    await callers.modern({ tracestate: 'x'.repeat(8193) }, {});
    for (const name of Object.keys(TRACE)) expect(lastHeaders()).not.toHaveProperty(name);
  });
});
