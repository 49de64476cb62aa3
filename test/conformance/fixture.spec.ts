import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Era } from './cells.js';
import { FIXTURE, startFixture } from './start-fixture.js';

type ChangeMethod = `notifications/${'tools/list_changed' | 'prompts/list_changed' | 'resources/updated'}`;
type Transport = Parameters<Client['connect']>[0];

const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function fixtureUrl(era: Era | 'dual'): Promise<URL> {
  return new URL(await startFixture(era));
}

async function connect(transport: Transport, mode: 'auto' | 'legacy' | { pin: string }): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(transport);
  cleanUp.push(() => client.close());
  return client;
}

const overHttp = (url: URL) => new StreamableHTTPClientTransport(url);
const overStdio = (era: Era) =>
  new StdioClientTransport({ command: process.execPath, args: [FIXTURE, '--stdio', '--era', era] });

describe('the era of the fixture', () => {
  it('is both on one URL by default', async () => {
    const url = await fixtureUrl('dual');
    expect((await connect(overHttp(url), 'legacy')).getProtocolEra()).toBe('legacy');
    expect((await connect(overHttp(url), 'auto')).getProtocolEra()).toBe('modern');
  });

  it.each(['legacy', 'modern'] as const)('is %s alone when forced', async (era) => {
    const url = await fixtureUrl(era);
    expect((await connect(overHttp(url), 'auto')).getProtocolEra()).toBe(era);
    const other = era === 'legacy' ? { pin: '2026-07-28' } : 'legacy';
    await expect(connect(overHttp(url), other)).rejects.toThrow();
  });

  it.each(['legacy', 'modern'] as const)('is %s over stdio too', async (era) => {
    const client = await connect(overStdio(era), era === 'modern' ? { pin: '2026-07-28' } : 'legacy');
    expect(client.getProtocolEra()).toBe(era);
    expect((await client.listTools()).tools).toContainEqual(
      expect.objectContaining({ name: 'test_simple_text' }),
    );
  });
});

describe('what one client changes', () => {
  it('is told to a legacy client of another session', async () => {
    const url = await fixtureUrl('dual');
    const { client: watching, listening } = await connectListening(url);
    const heard = Promise.all([
      notification(watching, 'notifications/tools/list_changed'),
      notification(watching, 'notifications/prompts/list_changed'),
      notification(watching, 'notifications/resources/updated'),
    ]);
    await watching.subscribeResource({ uri: 'test://watched-resource' });
    await listening;

    const changing = await connect(overHttp(url), 'auto');
    for (const what of ['tool_change', 'prompt_change', 'resource_update']) {
      await changing.callTool({ name: `test_trigger_${what}` });
    }
    await heard;
    expect((await watching.listTools()).tools.map(({ name }) => name)).toContain('test_extra_tool');
    expect((await watching.listPrompts()).prompts.map(({ name }) => name)).toContain('test_extra_prompt');
  });
});

/** @returns a legacy client, and a promise for its stream being open: what is sent before that is lost */
async function connectListening(url: URL): Promise<{ client: Client; listening: Promise<void> }> {
  let opened: () => void;
  const listening = new Promise<void>((resolve) => (opened = resolve));
  const transport = new StreamableHTTPClientTransport(url, {
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method === 'GET' && response.ok) opened();
      return response;
    },
  });
  return { client: await connect(transport, 'legacy'), listening };
}

function notification(client: Client, method: ChangeMethod): Promise<void> {
  return new Promise((resolve) => client.setNotificationHandler(method, () => resolve()));
}
