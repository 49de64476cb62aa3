import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { Gateway } from './support/gateway.js';
import { connectModern, textOf } from './support/modern-client.js';
import { startSdkServer } from './support/sdk-server.js';

const SCHEMA = { type: 'object' as const, properties: { name: { type: 'string' as const } } };
const CALLS = 5;

let gateway: Gateway;
/** The labels that each upstream session saw. */
const seen: Set<string>[] = [];

beforeAll(async () => {
  const upstream = await startSdkServer((server) => {
    const labels = new Set<string>();
    seen.push(labels);
    server.server.registerCapabilities({ logging: {} });
    server.registerTool('talk', { inputSchema: { label: z.string() } }, async ({ label }, extra) => {
      labels.add(label.split(' ')[0]!);
      const progressToken = extra._meta!.progressToken!;
      for (const progress of [1, 2, 3]) {
        const params = { progressToken, progress, message: label };
        await extra.sendNotification({ method: 'notifications/progress', params });
        await extra.sendNotification({
          method: 'notifications/message',
          params: { level: 'info', data: label },
        });
        await delay(5);
      }
      const { requestId } = extra;
      const asked = { message: label, requestedSchema: SCHEMA };
      const answer = await server.server.elicitInput(asked, { relatedRequestId: requestId });
      return { content: [{ type: 'text', text: `${label}: ${String(answer.content?.name)}` }] };
    });
  });
  gateway = await Gateway.start();
  await gateway.register('shared', upstream.url);
});

interface Agent {
  client: Client;
  label: string;
  /** Of whatever came to it beside its results. */
  heard: Set<string>;
}

async function agent(label: string, token: string): Promise<Agent> {
  const heard = new Set<string>();
  const client = await connectModern(gateway, {
    token,
    capabilities: { elicitation: { form: {} } },
    setUp: (connecting) => {
      connecting.setRequestHandler('elicitation/create', ({ params }) => {
        heard.add(params.message);
        return { action: 'accept' as const, content: { name: `answered by ${label}` } };
      });
      connecting.setNotificationHandler(
        'notifications/message',
        ({ params }) => void heard.add(String(params.data)),
      );
    },
  });
  return { client, label, heard };
}

async function talk({ client, label, heard }: Agent, number: number): Promise<string> {
  const own = `${label} ${number}`;
  const _meta = { 'io.modelcontextprotocol/logLevel': 'info' };
  const result = await client.callTool(
    { name: 'shared__talk', arguments: { label: own }, _meta },
    // The SDK reports rounds of its own too, without a word of the server's.
    { onprogress: ({ message = '' }) => message.startsWith('Fulfilling') || heard.add(message) },
  );
  return textOf(result);
}

describe('modern agents of one legacy server', () => {
  it('never hear or are asked what is meant for another, whether they share an identity or not', async () => {
    const tokens = await Promise.all(['one', 'two'].map((name) => gateway.client(name, ['shared'])));
    const agents = await Promise.all(
      tokens.flatMap((token, index) => ['a', 'b'].map((name) => agent(`${index}${name}`, token))),
    );
    const numbers = Array.from({ length: CALLS }, (_, index) => index);
    const texts = await Promise.all(
      agents.map((each) => Promise.all(numbers.map((number) => talk(each, number)))),
    );
    agents.forEach(({ label, heard }, index) => {
      expect(texts[index]).toEqual(numbers.map((number) => `${label} ${number}: answered by ${label}`));
      expect([...heard].sort()).toEqual(numbers.map((number) => `${label} ${number}`));
    });
    // A session is of one identity, whoever uses it.
    for (const labels of seen)
      expect(new Set([...labels].map((label) => label[0])).size).toBeLessThanOrEqual(1);
  });
});
