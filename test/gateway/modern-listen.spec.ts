import { beforeAll, describe, expect, it } from '@jest/globals';
import { KeepAlive } from '../../server/gateway/keep-alive.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { connectModern } from './support/modern-client.js';
import { eventsOf, ModernWire } from './support/modern-wire.js';
import { quietTime, RawStream } from './support/raw-client.js';
import { RawUpstream } from './support/raw-upstream.js';

const ID = 'io.modelcontextprotocol/subscriptionId';
const ALL = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };

let gateway: Gateway;
let token: string;
let upstream: RawUpstream;
let servers = 0;

beforeAll(async () => {
  upstream = await RawUpstream.start(['{"name":"t","inputSchema":{"type":"object"}}'], () => '{}');
  gateway = await Gateway.start();
  token = await gateway.client('agent', ['*']);
});

const addServer = () => gateway.register(`server-${++servers}`, upstream.url);

interface Listening {
  notifications?: object;
  id?: unknown;
  as?: string;
  path?: string;
}

async function listen({ notifications = ALL, id = 'sub', as = token, path }: Listening = {}, on = gateway) {
  const wire = new ModernWire(on.raw({ token: as, path }));
  const answer = await wire.begin({ method: 'subscriptions/listen', params: { notifications }, id });
  const stream = new RawStream(answer);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  return { answer, stream, events: () => eventsOf(stream.text) as any[] };
}

describe('listening for changes', () => {
  it("tells the SDK's client what changed, until it stops listening", async () => {
    const client = await connectModern(gateway, { token });
    const heard: string[] = [];
    client.setNotificationHandler(
      'notifications/tools/list_changed',
      ({ method }) => void heard.push(method),
    );
    client.setNotificationHandler(
      'notifications/prompts/list_changed',
      ({ method }) => void heard.push(method),
    );
    const subscription = await client.listen(ALL);
    expect(subscription.honoredFilter).toEqual(ALL);
    await addServer();
    await eventually(() => expect(heard).toEqual(['notifications/tools/list_changed']));
    await subscription.close();
    await addServer();
    await quietTime();
    expect(heard).toHaveLength(1);
  });

  it('is acknowledged first, with what will be told, and all of it names its request', async () => {
    const { answer, events } = await listen({
      notifications: { toolsListChanged: true, promptsListChanged: false, taskIds: ['x'], unknown: true },
      id: 7,
    });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    await addServer();
    await eventually(() => expect(events()).toHaveLength(2));
    expect(events()).toEqual([
      {
        jsonrpc: '2.0',
        method: 'notifications/subscriptions/acknowledged',
        params: { notifications: { toolsListChanged: true }, _meta: { [ID]: 7 } },
      },
      { jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: { _meta: { [ID]: 7 } } },
    ]);
  });

  it('brings only what was asked for', async () => {
    const [prompts, tools] = [await listen({ notifications: { promptsListChanged: true } }), await listen()];
    await addServer();
    await eventually(() => expect(tools.events()).toHaveLength(2));
    expect(prompts.events()).toHaveLength(1);
  });

  it('brings nothing of what the client may not reach', async () => {
    const limited = await listen({ as: await gateway.client('limited', ['none']) });
    const [own, other] = [await listen({ path: '/v0/servers/server-1/mcp' }), await listen()];
    await addServer();
    await eventually(() => expect(other.events()).toHaveLength(2));
    await quietTime();
    expect([limited.events(), own.events()].map(({ length }) => length)).toEqual([1, 1]);
  });

  it.each([[undefined], [[]], ['all'], [null]])('needs to be told for what: %j', async (notifications) => {
    const wire = new ModernWire(gateway.raw({ token }));
    const { status, message } = await wire.send({
      method: 'subscriptions/listen',
      params: { notifications },
    });
    expect([status, message.error.code]).toEqual([200, -32602]);
  });

  it('is kept alive with comments', async () => {
    const { stream } = await listen();
    gateway.app.nest.get(KeepAlive).tick();
    await eventually(() => expect(stream.text).toContain(':\n\n'));
  });

  it('ends without a result when the token is revoked, and others go on', async () => {
    const revoked = await listen({ as: await gateway.client('revoked', ['*']) });
    const other = await listen();
    await gateway.deleteClient('revoked');
    await eventually(() => expect(revoked.stream.ended).toBe(true));
    expect(revoked.events()).toHaveLength(1);
    expect(other.stream.ended).toBe(false);
  });

  it('has a bound for each principal', async () => {
    const as = await gateway.client('greedy', ['*']);
    await Promise.all(Array.from({ length: 256 }, () => listen({ as })));
    expect((await listen({ as })).answer.statusCode).toBe(429);
    expect((await listen()).answer.statusCode).toBe(200);
  });

  it('ends with an empty result when the server stops', async () => {
    const stopping = await Gateway.start();
    const { stream, events } = await listen({ as: await stopping.client('agent', ['*']) }, stopping);
    await stopping.app.close();
    await eventually(() => expect(stream.ended).toBe(true));
    expect(events().at(-1)).toEqual({
      jsonrpc: '2.0',
      id: 'sub',
      result: { resultType: 'complete', _meta: { [ID]: 'sub' } },
    });
  });
});
