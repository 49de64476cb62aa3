import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { eventually } from '../support/eventually.js';
import { everythingBehindToken } from '../support/everything.js';
import { answeringClient } from './support/answering-client.js';
import { setUpAskingServer } from './support/asking-server.js';
import { Gateway } from './support/gateway.js';
import { startSdkServer } from './support/sdk-server.js';

let gateway: Gateway;
let token: string;

beforeAll(async () => {
  const upstream = await everythingBehindToken('upstream-secret');
  gateway = await Gateway.start();
  await gateway.register('everything', upstream.url, { bearer_token: 'upstream-secret' });
  await gateway.register('asking', (await startSdkServer(setUpAskingServer)).url);
  token = await gateway.client('agent', ['*']);
});

async function text(client: Client, name: string, args: Record<string, unknown> = {}): Promise<string> {
  const { content } = await client.callTool({ name, arguments: args });
  return (content as { text: string }[]).map((block) => block.text).join('\n');
}

describe('a client of HTTP+SSE', () => {
  let client: Client;

  beforeAll(async () => {
    client = await gateway.connectBySse({ token }, answeringClient('old'));
  });

  it('is shown the same catalogue as one of /mcp', async () => {
    const other = await gateway.connect({ token });
    expect(await client.listTools()).toEqual(await other.listTools());
    expect(await client.listPrompts()).toEqual(await other.listPrompts());
    expect(await client.listResources()).toEqual(await other.listResources());
    expect(client.getServerCapabilities()).toEqual(other.getServerCapabilities());
    expect(client.getInstructions()).toBe(other.getInstructions());
  });

  it('calls tools, also many at once', async () => {
    const messages = Array.from({ length: 20 }, (_, index) => `hello ${index}`);
    const answers = await Promise.all(
      messages.map((message) => text(client, 'everything__echo', { message })),
    );
    expect(answers).toEqual(messages.map((message) => `Echo: ${message}`));
  });

  it('reports progress', async () => {
    const seen: object[] = [];
    const name = 'everything__trigger-long-running-operation';
    await client.callTool({ name, arguments: { duration: 0.3, steps: 3 } }, undefined, {
      onprogress: (progress) => seen.push(progress),
    });
    // The SDK drops a progress that it reads together with the answer.
    expect(seen.slice(0, 2)).toEqual([1, 2].map((progress) => ({ progress, total: 3 })));
  });

  it('renders prompts and completes their arguments', async () => {
    const prompt = await client.getPrompt({ name: 'everything__args-prompt', arguments: { city: 'Oslo' } });
    expect(JSON.stringify(prompt.messages)).toContain('Oslo');
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: 'everything__completable-prompt' },
      argument: { name: 'department', value: 'E' },
    });
    expect(completion.values).toContain('Engineering');
  });

  it('reads resources', async () => {
    const uri = 'demo://resource/dynamic/text/7';
    expect((await client.readResource({ uri })).contents).toMatchObject([{ uri }]);
  });

  it('answers what servers ask, during a call and beside it', async () => {
    expect(await text(client, 'everything__trigger-sampling-request', { prompt: 'hi' })).toContain('old');
    expect(await text(client, 'asking__sample', { label: 'sampled' })).toContain('old');
    expect(await text(client, 'asking__form', { label: 'form' })).toContain('old form');
    expect(await text(client, 'asking__aside', { label: 'aside' })).toContain('old aside');
    expect(await text(client, 'asking__roots')).toContain('file:///old');
    expect(await text(client, 'asking__link')).toContain('accept');
  });

  it('is told of what it subscribed to, and of the log from the level that it set', async () => {
    const heard = new Set<string>();
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ method }) => void heard.add(method));
    client.setNotificationHandler(
      ResourceUpdatedNotificationSchema,
      ({ params }) => void heard.add(params.uri),
    );
    const uri = 'demo://resource/dynamic/text/1';
    await client.setLoggingLevel('debug');
    await client.subscribeResource({ uri });
    await text(client, 'everything__toggle-subscriber-updates');
    await text(client, 'everything__toggle-simulated-logging');
    await eventually(() => expect([...heard].sort()).toEqual([uri, 'notifications/message']), 30_000);
    await client.unsubscribeResource({ uri });
  });

  it('is told of lists that changed', async () => {
    const seen: string[] = [];
    client.setNotificationHandler(ToolListChangedNotificationSchema, ({ method }) => void seen.push(method));
    await gateway.register('late', (await startSdkServer(setUpAskingServer)).url);
    await eventually(() => expect(seen).toEqual(['notifications/tools/list_changed']));
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('late__form');
  });

  it('cancels', async () => {
    const giveUp = new AbortController();
    const name = 'everything__trigger-long-running-operation';
    const call = client.callTool({ name, arguments: { duration: 60, steps: 600 } }, undefined, {
      signal: giveUp.signal,
      onprogress: () => giveUp.abort('enough'),
    });
    await expect(call).rejects.toThrow('enough');
    expect(await text(client, 'everything__echo', { message: 'on' })).toBe('Echo: on');
  });
});

describe('clients of HTTP+SSE', () => {
  it('are not asked what they did not declare', async () => {
    const mute = await gateway.connectBySse({ token });
    const { content, isError } = await mute.callTool({ name: 'asking__form', arguments: { label: 'x' } });
    expect(isError).toBe(true);
    expect(JSON.stringify(content)).toContain('Method not found');
  });

  it('get their own answers, though their requests have the same ids', async () => {
    const names = ['a', 'b', 'c'];
    const clients = await Promise.all(
      names.map((name) => gateway.connectBySse({ token }, answeringClient(name))),
    );
    const answers = await Promise.all(
      clients.map((client, index) => text(client, 'asking__form', { label: String(index) })),
    );
    names.forEach((name, index) => expect(answers[index]).toContain(`${name} ${index}`));
  });

  it('see what they were granted and nothing else', async () => {
    const cut = await gateway.connectBySse({ token: await gateway.client('cut', ['asking']) });
    const { tools } = await cut.listTools();
    expect(tools.length).toBeGreaterThan(0);
    expect(tools.filter(({ name }) => !name.startsWith('asking__'))).toEqual([]);
    await expect(cut.callTool({ name: 'everything__echo', arguments: { message: 'x' } })).rejects.toThrow(
      'Unknown tool: everything__echo',
    );
  });
});
