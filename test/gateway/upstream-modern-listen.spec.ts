import {
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Gateway, newClient } from './support/gateway.js';
import { ModernServer } from './support/modern-server.js';
import { eventsOf, ModernWire } from './support/modern-wire.js';
import { RawStream } from './support/raw-client.js';

const NOTE = 'notes://one';

let gateway: Gateway;
let token: string;
let server: ModernServer;

beforeAll(async () => {
  [gateway, server] = await Promise.all([Gateway.start(), ModernServer.start()]);
  await gateway.register('new', server.url);
  token = await gateway.client('agent', ['new']);
});

/** What the server was last asked to tell. */
const listened = () => server.requests('subscriptions/listen').map(({ params }) => params);

async function connect() {
  const [updated, changes]: [string[], string[]] = [[], []];
  const client = newClient();
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    expect(params._meta ?? {}).toEqual({});
    updated.push(params.uri);
  });
  client.setNotificationHandler(ToolListChangedNotificationSchema, ({ method }) => void changes.push(method));
  await gateway.connect({ token }, client);
  const tools = async () => (await client.listTools()).tools.map(({ name }) => name);
  return { client, updated, changes, tools };
}

describe('the lists of a modern server', () => {
  it('are read again when it says that they changed', async () => {
    const { changes, tools } = await connect();
    await eventually(() =>
      expect(listened()).toContainEqual(
        expect.objectContaining({
          notifications: { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true },
        }),
      ),
    );
    server.extraTools = ['extra'];
    server.notify.toolsChanged();
    await eventually(async () => expect(await tools()).toContain('new__extra'));
    await eventually(() => expect(changes.length).toBeGreaterThan(0));
  });

  it('are read again when the stream was broken', async () => {
    const { tools } = await connect();
    server.extraTools = ['missed'];
    server.cut();
    await eventually(async () => expect(await tools()).toContain('new__missed'));
    server.extraTools = ['later'];
    server.notify.toolsChanged();
    await eventually(async () => expect(await tools()).toContain('new__later'));
  });
});

describe('a resource of a modern server', () => {
  it('is followed by legacy clients until they end it', async () => {
    const [stays, leaves] = [await connect(), await connect()];
    for (const { client } of [stays, leaves]) await client.subscribeResource({ uri: NOTE });
    server.notify.resourceUpdated(NOTE);
    await eventually(() => expect([stays.updated, leaves.updated]).toEqual([[NOTE], [NOTE]]));
    await leaves.client.unsubscribeResource({ uri: NOTE });
    server.notify.resourceUpdated(NOTE);
    await eventually(() => expect(stays.updated).toEqual([NOTE, NOTE]));
    expect(leaves.updated).toEqual([NOTE]);
  });

  it('is followed by modern clients', async () => {
    const wire = new ModernWire(gateway.raw({ token }));
    const params = { notifications: { resourceSubscriptions: [NOTE] } };
    const stream = new RawStream(await wire.begin({ method: 'subscriptions/listen', params, id: 'mine' }));
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
    const events = () => eventsOf(stream.text) as any[];
    await eventually(() => expect(events()[0]?.params.notifications).toEqual(params.notifications));
    server.notify.resourceUpdated(NOTE);
    await eventually(() =>
      expect(events()[1]).toMatchObject({
        method: 'notifications/resources/updated',
        params: { uri: NOTE, _meta: { 'io.modelcontextprotocol/subscriptionId': 'mine' } },
      }),
    );
    stream.close();
  });
});
