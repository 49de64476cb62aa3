import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CollectedSpan, Collector } from '../support/collector.js';
import { eventually } from '../support/eventually.js';
import { Front } from '../support/front.js';
import { Gateway } from './support/gateway.js';
import { ModernWire } from './support/modern-wire.js';
import { RawUpstream } from './support/raw-upstream.js';
import { call, program, registerProgram } from './support/stdio/programs.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const PARENT = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'vendor=opaque' };
const OTHER = { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` };
const SERVER = 2;
const CLIENT = 3;

let collector: Collector;
let gateway: Gateway;
let token: string;
let front: Front;
let upstream: RawUpstream;
let answer = '{"content":[]}';

/** Spans are sent every few seconds; here, at once. */
process.env.OTEL_BSP_SCHEDULE_DELAY = '50';

beforeAll(async () => {
  collector = await Collector.start();
  const tools = ['t', 'denied'].map((name) => `{"name":"${name}","inputSchema":{"type":"object"}}`);
  upstream = await RawUpstream.start(tools, () => answer);
  front = await Front.open({ targetPort: Number(new URL(upstream.url).port), token: 'up' });
  gateway = await Gateway.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=key%20of%20the%20collector',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    OTEL_METRICS_EXPORTER: 'none',
  });
  await gateway.register('up', front.url, { bearer_token: 'up' });
  token = await gateway.app.createClient('agent', {
    allow_list: ['up', 'modern'],
    denied_tools: ['*__denied'],
  });
});

beforeEach(() => {
  collector.spans.length = 0;
  answer = '{"content":[]}';
});

const spans = (count: number): Promise<CollectedSpan[]> =>
  eventually(() => {
    expect(collector.spans).toHaveLength(count);
    return collector.spans;
  }, 20_000);
const both = async () => {
  const found = await spans(2);
  const of = (kind: number) => found.find((span) => span.kind === kind)!;
  return { server: of(SERVER), client: of(CLIENT) };
};
const arrived = () => front.arrivals.at(-1)!.headers;
const metaArrived = (): Record<string, string> =>
  JSON.parse(upstream.calls.at(-1)!.toString()).params._meta as Record<string, string>;

const callers = {
  legacy: async (headers: Record<string, string>, meta?: object, name = 'up__t') => {
    const client = gateway.raw({ token });
    await client.initialize();
    const params = { name, arguments: { n: 1 }, ...(meta && { _meta: meta }) };
    await client.send({ body: client.rpc('tools/call', params), headers });
  },
  modern: async (headers: Record<string, string>, meta: object = {}, name = 'up__t') => {
    await new ModernWire(gateway.raw({ token })).callTool(name, { n: 1 }, { headers, meta });
  },
};

describe.each(['legacy', 'modern'] as const)('a call of a %s client', (era) => {
  it('is a part of the client’s trace, and the server’s part hangs below the gateway’s', async () => {
    await callers[era]({ ...PARENT, baggage: 'k=v' });
    const { server, client } = await both();
    expect(server).toMatchObject({ traceId: TRACE, parentSpanId: SPAN, name: 'tools/call up__t' });
    expect(client).toMatchObject({ traceId: TRACE, parentSpanId: server.spanId, name: 'tools/call up__t' });
    const expected = { traceparent: `00-${TRACE}-${client.spanId}-01`, tracestate: PARENT.tracestate };
    expect(arrived()).toMatchObject({ ...expected, baggage: 'k=v' });
    expect(metaArrived()).toMatchObject(expected);
  });

  it('is where its own `_meta` says, whatever the headers say', async () => {
    await callers[era](OTHER, { ...PARENT, own: 1.0, big: 'x' });
    const { server, client } = await both();
    expect(server).toMatchObject({ traceId: TRACE, parentSpanId: SPAN });
    expect(metaArrived()).toMatchObject({
      traceparent: `00-${TRACE}-${client.spanId}-01`,
      tracestate: PARENT.tracestate,
      own: 1,
      big: 'x',
    });
  });

  it.each([
    ['nothing', {}],
    ['nonsense', { traceparent: 'nonsense', tracestate: 'a=1' }],
    ['zeros', { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` }],
  ])('begins a trace where the client says %s', async (_, headers) => {
    await callers[era](headers);
    const { server, client } = await both();
    expect(server.parentSpanId).toBeUndefined();
    expect(server.traceId).not.toMatch(/^0+$/);
    expect(arrived().traceparent).toBe(`00-${server.traceId}-${client.spanId}-01`);
    expect(arrived()).not.toHaveProperty('tracestate');
  });

  it('that the client’s trace does not record is not recorded, and still in it', async () => {
    await callers[era]({ traceparent: `00-${TRACE}-${SPAN}-00` });
    await callers[era]({});
    await both();
    expect(front.arrivals.map(({ headers }) => headers.traceparent)).toContainEqual(
      expect.stringMatching(`^00-${TRACE}-(?!${SPAN})[0-9a-f]{16}-00$`),
    );
  });

  it('says how it ended, and nothing that an upstream or a client wrote', async () => {
    answer = '{"isError":true,"content":[{"type":"text","text":"s3cret"}]}';
    await callers[era]({});
    const { server, client } = await both();
    for (const span of [server, client]) {
      expect(span).toMatchObject({ status: 2, attributes: { 'error.type': 'tool_error' } });
    }
    expect(server.attributes).toEqual({
      'mcp.method.name': 'tools/call',
      'mcp.protocol.version': expect.stringMatching(/^20\d\d-/),
      'mcpjungle.client': 'agent',
      'mcpjungle.server': 'up',
      'gen_ai.tool.name': 'up__t',
      'error.type': 'tool_error',
    });
    expect(server.resource).toMatchObject({
      'service.name': 'mcpjungle',
      'deployment.environment.name': 'test',
    });
  });

  it('of what is not there has no name', async () => {
    await callers[era]({}, {}, 'up__denied');
    const [server] = await spans(1);
    expect(server).toMatchObject({ kind: SERVER, name: 'tools/call', status: 2 });
    expect(JSON.stringify(server)).not.toContain('up__denied');
  });
});

describe('the way to the server', () => {
  it('leaves arguments as they are, to the byte', async () => {
    const client = gateway.raw({ token });
    await client.initialize();
    const args = '{"n":1234567890123456789, "x":1.0,"__proto__":{"a":1}}';
    const body = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"up__t", "arguments":${args}}}`;
    await client.send({ body: Buffer.from(body) });
    expect(upstream.calls.at(-1)!.toString()).toContain(`"arguments":${args}`);
    await both();
  });

  it('tells programs too, which have no headers', async () => {
    await registerProgram(gateway, 'modern', program());
    await call(await gateway.connect({ token }), 'modern__pid');
    const { server, client } = await both();
    expect(client).toMatchObject({
      parentSpanId: server.spanId,
      attributes: { 'mcpjungle.server': 'modern' },
    });
  });

  it('says so when the server is away', async () => {
    await front.goDown();
    await callers.legacy({});
    const { server, client } = await both();
    expect([server.attributes['error.type'], client.attributes['error.type']]).toEqual([
      'upstream_failed',
      'upstream_failed',
    ]);
    await front.comeUp();
  });
});

describe('the collector', () => {
  it('gets the headers that are configured, and never a secret or an argument', async () => {
    await callers.legacy(PARENT);
    await both();
    expect(collector.arrivals.at(-1)).toMatchObject({
      path: '/v1/traces',
      headers: { 'x-api-key': 'key of the collector' },
    });
    for (const secret of [token, gateway.app.adminToken, '"n"', 's3cret']) {
      expect(collector.text).not.toContain(secret);
    }
  });

  it('gets the last spans when the server stops', async () => {
    const own = await Collector.start();
    const other = await Gateway.start({ OTEL_EXPORTER_OTLP_ENDPOINT: own.url, OTEL_ENABLED: '0' });
    await other.register('up', upstream.url);
    const agent = await other.connect({ token: await other.client('agent', ['up']) });
    await agent.callTool({ name: 'up__t' });
    await other.app.close();
    expect(own.spans).toHaveLength(2);
  });

  it('that is away holds up neither calls nor the end', async () => {
    const other = await Gateway.start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    await other.register('up', upstream.url);
    const agent = await other.connect({ token: await other.client('agent', ['up']) });
    await expect(agent.callTool({ name: 'up__t' })).resolves.toMatchObject({ content: [] });
    const startMs = performance.now();
    await other.app.close();
    expect(performance.now() - startMs).toBeLessThan(20_000);
  });
});
