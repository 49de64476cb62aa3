import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { Gateway } from './support/gateway.js';
import { startSdkServer } from './support/sdk-server.js';

let gateway: Gateway;

beforeAll(async () => {
  const upstream = await startSdkServer((server) => {
    let calls = 0;
    server.server.registerCapabilities({ logging: {} });
    server.registerTool('count', { inputSchema: { label: z.string() } }, async ({ label }, extra) => {
      const progressToken = extra._meta?.progressToken;
      for (let progress = 1; progress <= 5; progress++) {
        await extra.sendNotification({
          method: 'notifications/message',
          params: { level: 'info', data: label },
        });
        if (progressToken === undefined) continue;
        await extra.sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress, message: label },
        });
      }
      return { content: [{ type: 'text', text: `${label} ${++calls}` }] };
    });
  });
  gateway = await Gateway.start();
  await gateway.register('shared', upstream.url);
});

interface Agent {
  client: Client;
  label: string;
  heard: Set<unknown>;
}

async function agent(label: string, token: string): Promise<Agent> {
  const client = await gateway.connect({ token });
  const heard = new Set<unknown>();
  client.setNotificationHandler(
    LoggingMessageNotificationSchema,
    ({ params }) => void heard.add(params.data),
  );
  return { client, label, heard };
}

function count({ client, label, heard }: Agent): Promise<string> {
  const params = { name: 'shared__count', arguments: { label } };
  return client
    .callTool(params, undefined, { onprogress: ({ message }) => heard.add(message) })
    .then(({ content }) => (content as { text: string }[])[0]!.text);
}

describe('agents of one server', () => {
  it('never hear what was said to another, and share no state', async () => {
    const tokens = await Promise.all(['a', 'b'].map((name) => gateway.client(name, ['shared'])));
    // Two sessions of one client are strangers too.
    const agents = await Promise.all(
      [tokens[0]!, tokens[0]!, tokens[1]!].map((token, index) => agent(`agent-${index}`, token)),
    );
    const rounds = 10;
    for (let round = 1; round <= rounds; round++) {
      expect(await Promise.all(agents.map(count))).toEqual(agents.map(({ label }) => `${label} ${round}`));
    }
    for (const { heard, label } of agents) expect([...heard]).toEqual([label]);
  });
});
