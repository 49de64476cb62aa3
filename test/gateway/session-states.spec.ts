import { beforeAll, describe, expect, it } from '@jest/globals';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { DataSource } from 'typeorm';
import { eventually } from '../support/eventually.js';
import { onEveryDatabase } from '../support/every-database.js';
import { Gateway } from './support/gateway.js';
import type { RawClient } from './support/raw-client.js';
import { startSdkServer } from './support/sdk-server.js';

const URI = 'note://one';
const levels: string[] = [];
const subscribed = new Map<McpServer, Set<string>>();
let url: string;

beforeAll(async () => {
  const upstream = await startSdkServer((server) => {
    const uris = new Set<string>();
    subscribed.set(server, uris);
    server.server.registerCapabilities({ logging: {}, resources: { subscribe: true } });
    server.registerResource('one', URI, {}, () => ({ contents: [{ uri: URI, text: '1' }] }));
    server.registerTool('nothing', {}, () => ({ content: [] }));
    server.server.setRequestHandler(SetLevelRequestSchema, ({ params }) => {
      levels.push(params.level);
      return {};
    });
    server.server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
      uris.add(params.uri);
      return {};
    });
    server.server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
      uris.delete(params.uri);
      return {};
    });
  });
  ({ url } = upstream);
});

async function update(): Promise<void> {
  for (const [server, uris] of subscribed) {
    if (uris.has(URI) && server.isConnected()) await server.server.sendResourceUpdated({ uri: URI });
  }
}

onEveryDatabase(({ fresh }) => {
  describe('what a client set in its session', () => {
    let gateway: Gateway;
    let token: string;
    let client: RawClient;

    beforeAll(async () => {
      gateway = await Gateway.start({ DATABASE_URL: await fresh() });
      await gateway.register('s', url);
      token = await gateway.client('agent', ['*']);
      client = gateway.raw({ token });
      await client.initialize();
      await client.call('logging/setLevel', { level: 'error' });
      await client.call('resources/subscribe', { uri: URI });
      gateway = await gateway.restart();
      const { sessionId } = client;
      client = gateway.raw({ token });
      client.sessionId = sessionId;
      levels.length = 0;
    });

    it('is the level that servers log at after a restart', async () => {
      await client.call('tools/call', { name: 's__nothing' });
      expect(levels).toEqual(['error']);
    });

    it('is what it is told of after a restart, as soon as it listens', async () => {
      const stream = await client.listen();
      await eventually(async () => {
        await update();
        expect(stream.methods).toContain('notifications/resources/updated');
      });
      stream.close();
    });

    it('is forgotten when it is taken back, and with the session', async () => {
      const source = gateway.app.nest.get(DataSource);
      const rows = () =>
        source.query<object[]>('SELECT log_level, subscriptions FROM mcp_sessions WHERE deleted_at IS NULL');
      expect(await rows()).toEqual([{ log_level: 'error', subscriptions: JSON.stringify([URI]) }]);
      await client.call('resources/unsubscribe', { uri: URI });
      await eventually(async () => {
        expect(await rows()).toEqual([{ log_level: 'error', subscriptions: '[]' }]);
      });
      expect((await client.send({ method: 'DELETE' })).status).toBe(204);
      await eventually(async () => expect(await rows()).toEqual([]));
    });
  });

  describe('a session that its client deleted', () => {
    it('is over at other processes without Redis, with its streams, and stays so after a restart', async () => {
      const gateway = await Gateway.start({ DATABASE_URL: await fresh() });
      const other = await gateway.another();
      const token = await gateway.client('agent', ['*']);
      const [here, there] = [gateway.raw({ token }), other.raw({ token })];
      await here.initialize();
      there.sessionId = here.sessionId;
      const stream = await eventually(() => there.listen());
      expect((await here.send({ method: 'DELETE' })).status).toBe(204);
      await eventually(() => expect(stream.ended).toBe(true));
      const unseen = (await gateway.another()).raw({ token });
      const later = (await gateway.restart()).raw({ token });
      for (const client of [there, unseen, later]) {
        client.sessionId = here.sessionId;
        expect((await client.send({ body: client.rpc('ping') })).status).toBe(404);
        const notice = { jsonrpc: '2.0', method: 'notifications/initialized' };
        expect((await client.send({ body: notice })).status).toBe(404);
        const headers = { accept: 'text/event-stream' };
        expect((await client.send({ method: 'GET', headers })).status).toBe(404);
        expect((await client.send({ method: 'DELETE' })).status).toBe(404);
      }
    });
  });
});
