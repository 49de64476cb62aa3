import { beforeAll, describe, expect, it } from '@jest/globals';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SubscribeRequestSchema, UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Database } from '../../server/database/database.js';
import { McpClientGrant } from '../../server/mcp-clients/mcp-client-grant.entity.js';
import { KeepAlive } from '../../server/gateway/keep-alive.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { connectModern } from './support/modern-client.js';
import { eventsOf, ModernWire } from './support/modern-wire.js';
import { quietTime, RawStream } from './support/raw-client.js';
import { RawUpstream } from './support/raw-upstream.js';
import { type SdkServer, startSdkServer } from './support/sdk-server.js';

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

describe('listening to resources', () => {
  /** Sessions by the URIs they subscribed to, at the server. */
  const subscribed = new Map<string, Set<McpServer>>();
  const sessionsOf = (uri: string) => subscribed.get(uri) ?? new Set<McpServer>();
  const updated = (uri: string) =>
    Promise.all([...sessionsOf(uri)].map(({ server }) => server.sendResourceUpdated({ uri })));
  const resources = (events: { method: string; params: { uri: string } }[]) =>
    events
      .filter(({ method }) => method === 'notifications/resources/updated')
      .map(({ params }) => params.uri);
  let watched: SdkServer;

  beforeAll(async () => {
    watched = await startSdkServer((server) => {
      server.server.registerCapabilities({ resources: { subscribe: true } });
      for (const uri of ['test://a', 'test://b']) {
        server.registerResource(uri.slice(-1), uri, {}, () => ({ contents: [{ uri, text: '' }] }));
      }
      server.server.setRequestHandler(SubscribeRequestSchema, ({ params: { uri } }) => {
        subscribed.set(uri, sessionsOf(uri).add(server));
        return {};
      });
      server.server.setRequestHandler(UnsubscribeRequestSchema, ({ params: { uri } }) => {
        sessionsOf(uri).delete(server);
        return {};
      });
    });
    await gateway.register('watched', watched.url);
    token = await gateway.client('watcher', ['*']);
  });

  const listenTo = (...uris: string[]) => listen({ notifications: { resourceSubscriptions: uris } });

  it('is acknowledged for those that servers tell of, and tells of these alone', async () => {
    const { events } = await listenTo('test://a', 'test://none', 'mcpj://res/watched/dGVzdDovL2E');
    await eventually(() => expect(events()).toHaveLength(1));
    expect(events()[0].params.notifications).toEqual({
      resourceSubscriptions: ['test://a', 'mcpj://res/watched/dGVzdDovL2E'],
    });
    await updated('test://b');
    await updated('test://a');
    await eventually(() => expect(events()).toHaveLength(3));
    expect(resources(events())).toEqual(['test://a', 'mcpj://res/watched/dGVzdDovL2E']);
    expect(events()[1].params._meta).toEqual({ [ID]: 'sub' });
  });

  it('takes one subscription at the server for all streams of a principal, until the last one closes', async () => {
    const [one, two] = [await listenTo('test://b'), await listenTo('test://b')];
    await eventually(() => expect([one, two].map(({ events }) => events().length)).toEqual([1, 1]));
    expect(sessionsOf('test://b').size).toBe(1);
    one.stream.close();
    await updated('test://b');
    await eventually(() => expect(resources(two.events())).toEqual(['test://b']));
    two.stream.close();
    await eventually(() => expect(sessionsOf('test://b').size).toBe(0));
  });

  it('tells nothing of what the client may not reach, or not any more', async () => {
    const [stranger, agent] = await Promise.all([
      gateway.client('stranger', ['other']),
      gateway.client('guest', ['watched']),
    ]);
    const notifications = { resourceSubscriptions: ['test://b'] };
    const [never, once] = [
      await listen({ notifications, as: stranger }),
      await listen({ notifications, as: agent }),
    ];
    await eventually(() => expect(once.events()).toHaveLength(1));
    expect(never.events()[0].params.notifications).toEqual({});
    await updated('test://b');
    await eventually(() => expect(once.events()).toHaveLength(2));

    const database = gateway.app.nest.get(Database);
    await database.change((manager) => manager.getRepository(McpClientGrant).delete({ value: 'watched' }));
    const wire = new ModernWire(gateway.raw({ token: agent }));
    const read = () => wire.send({ method: 'resources/read', params: { uri: 'test://b' } });
    await eventually(async () => expect((await read()).message).toHaveProperty('error'));
    await updated('test://b');
    await quietTime();
    expect([never.events(), once.events()].map(({ length }) => length)).toEqual([1, 2]);
  });

  it.each(['test://a', [1], {}])('needs a list of URIs: %j', async (resourceSubscriptions) => {
    const wire = new ModernWire(gateway.raw({ token }));
    const params = { notifications: { resourceSubscriptions } };
    const { message } = await wire.send({ method: 'subscriptions/listen', params });
    expect(message.error.code).toBe(-32602);
  });
});

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
      notifications: { toolsListChanged: true, promptsListChanged: false, unknown: true },
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
