import { beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { eventually } from '../support/eventually.js';
import { onEveryDatabase } from '../support/every-database.js';
import { Gateway } from './support/gateway.js';
import type { RawClient } from './support/raw-client.js';
import { type SdkServer, startSdkServer } from './support/sdk-server.js';

/** Counts the calls of each session. */
function counting(): Promise<SdkServer> {
  return startSdkServer((server) => {
    let count = 0;
    server.registerTool('count', {}, () => ({ content: [{ type: 'text', text: String(++count) }] }));
    server.registerTool('session', {}, ({ sessionId }) => ({
      content: [{ type: 'text', text: sessionId! }],
    }));
  });
}

function count(client: RawClient, server = 'kept'): Promise<string> {
  return said(client, `${server}__count`);
}

/** @returns what the tool answered, or what went wrong */
async function said(client: RawClient, name: string): Promise<string> {
  const { result, error } = await client.call('tools/call', { name, arguments: {} });
  return result ? (result.content as { text: string }[])[0]!.text : (error.message as string);
}

/** The same client, at another process. */
function at(gateway: Gateway, { sessionId }: RawClient, token: string): RawClient {
  return Object.assign(gateway.raw({ token }), { sessionId });
}

const rowsOf = ({ app }: Gateway) =>
  app.nest
    .get(DataSource)
    .query<{ upstream_sessions: string | null }[]>('SELECT upstream_sessions FROM mcp_sessions');

onEveryDatabase(({ fresh }) => {
  describe('the session with a stateful server', () => {
    let upstream: SdkServer;
    let gateway: Gateway;
    let token: string;
    let client: RawClient;

    beforeAll(async () => {
      upstream = await counting();
      gateway = await Gateway.start({ DATABASE_URL: await fresh() });
      await gateway.register('kept', upstream.url, { session_mode: 'stateful' });
      token = await gateway.client('agent', ['*']);
      client = gateway.raw({ token });
      await client.initialize();
      expect(await count(client)).toBe('1');
    });

    it('is gone on with after a restart', async () => {
      gateway = await gateway.restart();
      client = at(gateway, client, token);
      expect([await count(client), await count(client)]).toEqual(['2', '3']);
    });

    it('is gone on with at another process, in whatever state the first left it', async () => {
      const other = await gateway.another();
      expect(await count(at(other, client, token))).toBe('4');
      expect(await count(client)).toBe('5');
      expect(await count(at(other, client, token))).toBe('6');
    });

    it('is nobody else’s', async () => {
      const stranger = (await gateway.another()).raw({ token });
      await stranger.initialize();
      expect(await count(stranger)).toBe('1');
      await stranger.send({ method: 'DELETE' });
    });

    it('is stored sealed', async () => {
      await eventually(async () => {
        const stored = (await rowsOf(gateway)).map((row) => row.upstream_sessions);
        expect(stored.filter((text) => text !== null)).toEqual([
          expect.stringMatching(/^v1\.[\w-]+\.[\w-]+$/),
        ]);
      });
    });

    it('that the server has forgotten costs one call, which says so', async () => {
      upstream.sessions.clear();
      gateway = await gateway.restart();
      client = at(gateway, client, token);
      expect(await count(client)).toContain('has lost the session');
      expect(await count(client)).toBe('1');
    });

    it('ends with the session that it belongs to, and nothing of it is kept', async () => {
      const other = at(await gateway.another(), client, token);
      expect(await count(other)).toBe('2');
      // The gateway has sessions of its own with it, which come and go.
      const id = await said(other, 'kept__session');
      expect(upstream.sessions.has(id)).toBe(true);
      expect((await other.send({ method: 'DELETE' })).status).toBe(204);
      await eventually(() => expect(upstream.sessions.has(id)).toBe(false));
      await eventually(async () => {
        const stored = (await rowsOf(gateway)).filter((row) => row.upstream_sessions !== null);
        expect(stored).toEqual([]);
      });
    });
  });
});

describe('the session with a server', () => {
  it('goes to no other address', async () => {
    const [first, second] = [await counting(), await counting()];
    const gateway = await Gateway.start();
    await gateway.register('kept', first.url, { session_mode: 'stateful' });
    const token = await gateway.client('agent', ['*']);
    const client = gateway.raw({ token });
    await client.initialize();
    await count(client);
    const restarted = await gateway.restart();
    await restarted.deregister('kept');
    await restarted.register('kept', second.url, { session_mode: 'stateful' });
    expect(await count(at(restarted, client, token))).toBe('1');
  });

  it('that is not stateful is not kept', async () => {
    const upstream = await counting();
    const gateway = await Gateway.start();
    await gateway.register('loose', upstream.url);
    const token = await gateway.client('agent', ['*']);
    const client = gateway.raw({ token });
    await client.initialize();
    expect(await count(client, 'loose')).toBe('1');
    const restarted = await gateway.restart();
    expect(await rowsOf(restarted)).toEqual([]);
    expect(await count(at(restarted, client, token), 'loose')).toBe('1');
  });
});
