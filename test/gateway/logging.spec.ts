import { beforeAll, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { LoggingMessageNotificationSchema, SetLevelRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { eventually } from '../support/eventually.js';
import { Gateway, newClient } from './support/gateway.js';
import { startSdkServer } from './support/sdk-server.js';

/** The levels that the server `loud` was told, each with the number of its session. */
const levels: string[] = [];
let gateway: Gateway;
let token: string;

beforeAll(async () => {
  let sessions = 0;
  const loud = await startSdkServer((server) => {
    const session = ++sessions;
    server.server.registerCapabilities({ logging: {} });
    server.registerTool('log', {}, async (extra) => {
      for (const level of ['debug', 'error'] as const) {
        await server.sendLoggingMessage({ level, data: `${level} of the call` }, extra.sessionId);
        await extra.sendNotification({ method: 'notifications/message', params: { level, data: level } });
      }
      // The session may be gone by then.
      setTimeout(() => {
        server.sendLoggingMessage({ level: 'error', data: 'afterwards' }).catch(() => {});
      }, 50);
      return { content: [] };
    });
    server.server.setRequestHandler(SetLevelRequestSchema, ({ params }) => {
      levels.push(`${session} ${params.level}`);
      return {};
    });
  });
  const mute = await startSdkServer((server) => {
    server.registerTool('nothing', {}, () => ({ content: [] }));
  });
  gateway = await Gateway.start();
  await gateway.register('loud', loud.url);
  await gateway.register('mute', mute.url);
  token = await gateway.client('agent', ['*']);
});

async function listening(): Promise<{ client: Client; heard: unknown[] }> {
  const client = newClient();
  const heard: unknown[] = [];
  client.setNotificationHandler(
    LoggingMessageNotificationSchema,
    ({ params }) => void heard.push(params.data),
  );
  return { client: await gateway.connect({ token }, client), heard };
}

it('is offered where a server has it', async () => {
  const { client } = await listening();
  expect(client.getServerCapabilities()?.logging).toBeDefined();
  const other = await gateway.connect({ token, path: '/v0/servers/mute/mcp' });
  expect(other.getServerCapabilities()?.logging).toBeUndefined();
  const raw = gateway.raw({ token, path: '/v0/servers/mute/mcp' });
  await raw.initialize();
  expect((await raw.call('logging/setLevel', { level: 'info' })).error.code).toBe(-32601);
});

it('sets the level once in a session, also in one that is opened later', async () => {
  const { client, heard } = await listening();
  levels.length = 0;
  await client.setLoggingLevel('warning');
  expect(levels).toEqual([]);
  await client.callTool({ name: 'loud__log' });
  await client.callTool({ name: 'loud__log' });
  expect(levels.map((entry) => entry.split(' ')[1])).toEqual(['warning']);
  expect(heard).toContain('error');
  await eventually(() => expect(heard).toContain('afterwards'));
  await client.setLoggingLevel('error');
  await eventually(() => expect(levels).toHaveLength(2));
  const [first, second] = levels.map((entry) => entry.split(' ')[0]);
  expect(second).toBe(first);
});

it('takes no level that there is not', async () => {
  const raw = gateway.raw({ token });
  await raw.initialize();
  for (const params of [{ level: 'loud' }, { level: 7 }, {}]) {
    expect((await raw.call('logging/setLevel', params)).error.code).toBe(-32602);
  }
});

it("is a session's own", async () => {
  const [ann, bob] = [await listening(), await listening()];
  levels.length = 0;
  await ann.client.setLoggingLevel('critical');
  await Promise.all([ann, bob].map(({ client }) => client.callTool({ name: 'loud__log' })));
  expect(levels.map((entry) => entry.split(' ')[1])).toEqual(['critical']);
});
