import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { Person } from '../support/cli-process.js';
import { eventually } from '../support/eventually.js';
import { everythingBySse } from '../support/everything.js';
import type { Front } from '../support/front.js';
import { temporaryFolder } from '../support/temp.js';
import { answeringClient } from './support/answering-client.js';
import { hanging, rootsChanged, setUpAskingServer } from './support/asking-server.js';
import { Gateway } from './support/gateway.js';
import { connectModern } from './support/modern-client.js';
import { type SseSdkServer, startSseSdkServer } from './support/sse-sdk-server.js';

const SECRET = 'upstream-secret';
let gateway: Gateway;
let token: string;
let front: Front;
let asking: SseSdkServer;

beforeAll(async () => {
  const everything = await everythingBySse(SECRET);
  front = everything.front;
  gateway = await Gateway.start();
  const { url, adminToken } = gateway.app;
  const person = new Person({ env: { MCPJUNGLE_REGISTRY: url, MCPJUNGLE_ACCESS_TOKEN: adminToken, SECRET } });
  const file = join(temporaryFolder(), 'everything.json');
  const server = { name: 'everything', transport: 'sse', url: everything.url, bearer_token: '${SECRET}' };
  writeFileSync(file, JSON.stringify(server));
  const { code, stdout, stderr } = await person.types(`mcpjungle register -c ${file}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Registered everything\. It provides:\n\d+ tools\n {2}everything__echo\n/);
  asking = await startSseSdkServer((server) => {
    setUpAskingServer(server);
    server.registerTool('session', {}, ({ sessionId }) => ({
      content: [{ type: 'text', text: sessionId! }],
    }));
  });
  await gateway.register('asking', asking.url, { transport: 'sse' });
  token = await gateway.client('agent', ['*']);
}, 60_000);

async function text(client: Client, name: string, args: Record<string, unknown> = {}): Promise<string> {
  const { content } = await client.callTool({ name, arguments: args });
  return (content as { text: string }[]).map((block) => block.text).join('\n');
}

describe('a server of HTTP+SSE behind the gateway', () => {
  let client: Client;

  beforeAll(async () => {
    client = await gateway.connect({ token }, answeringClient('new'));
  });

  it('offers its tools, prompts and resources', async () => {
    expect(await text(client, 'everything__echo', { message: 'hello' })).toBe('Echo: hello');
    const prompt = await client.getPrompt({ name: 'everything__args-prompt', arguments: { city: 'Oslo' } });
    expect(JSON.stringify(prompt.messages)).toContain('Oslo');
    const uri = 'demo://resource/dynamic/text/7';
    expect((await client.readResource({ uri })).contents).toMatchObject([{ uri }]);
    const shown = await gateway.app.get('/api/v0/servers', { token: gateway.app.adminToken }).expect(200);
    expect(shown.body).toContainEqual(
      expect.objectContaining({ name: 'everything', transport: 'sse', bearer_token: '***' }),
    );
  });

  it('reports progress', async () => {
    const seen: object[] = [];
    const name = 'everything__trigger-long-running-operation';
    await client.callTool({ name, arguments: { duration: 0.3, steps: 3 } }, undefined, {
      onprogress: (progress) => seen.push(progress),
    });
    expect(seen.slice(0, 2)).toEqual([1, 2].map((progress) => ({ progress, total: 3 })));
  });

  it('asks its client', async () => {
    expect(await text(client, 'everything__trigger-sampling-request', { prompt: 'hi' })).toContain('new');
    expect(await text(client, 'asking__form', { label: 'form' })).toContain('new form');
    expect(await text(client, 'asking__aside', { label: 'aside' })).toContain('new aside');
    expect(await text(client, 'asking__roots')).toContain('file:///new');
    expect(await text(client, 'asking__link')).toContain('accept');
    expect(await text(client, 'asking__ping')).toBe('{}');
    await text(client, 'asking__later', { label: 'late' });
    await eventually(() => expect(hanging.has('late')).toBe(true));
  });

  it('is told of roots that changed', async () => {
    rootsChanged.length = 0;
    await client.sendRootsListChanged();
    await eventually(() => expect(rootsChanged).toContain('notifications/roots/list_changed'));
  });

  it('logs from the level on that was set, and tells of what was subscribed to', async () => {
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

  it('tells of lists that changed', async () => {
    const seen: string[] = [];
    client.setNotificationHandler(ToolListChangedNotificationSchema, ({ method }) => void seen.push(method));
    const grown: McpServer[] = [];
    const grow = (mcp: McpServer) => void mcp.registerTool('grown', {}, () => ({ content: [] }));
    let isGrown = false;
    const { url } = await startSseSdkServer((mcp) => {
      setUpAskingServer(mcp);
      if (isGrown) grow(mcp);
      else grown.push(mcp);
    });
    await gateway.register('growing', url, { transport: 'sse' });
    await eventually(() => expect(seen).toHaveLength(1));
    expect(await text(client, 'growing__form', { label: 'x' })).toContain('new x');
    isGrown = true;
    for (const mcp of grown) grow(mcp);
    await eventually(() => expect(seen).toHaveLength(2));
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('growing__grown');
  });

  it('keeps clients apart', async () => {
    const names = ['a', 'b', 'c'];
    const clients = await Promise.all(names.map((name) => gateway.connect({ token }, answeringClient(name))));
    const answers = await Promise.all(
      clients.map((one, index) => text(one, 'asking__aside', { label: String(index) })),
    );
    names.forEach((name, index) => expect(answers[index]).toContain(`${name} ${index}`));
    // The gateway has sessions of its own with it, which come and go.
    const ids = await Promise.all(clients.map((one) => text(one, 'asking__session')));
    const open = () => ids.map((id) => asking.sessions.has(id));
    expect(open()).toEqual([true, true, true]);
    await (clients[0]!.transport as unknown as { terminateSession(): Promise<void> }).terminateSession();
    await eventually(() => expect(open()).toEqual([false, true, true]));
  });

  it('serves clients of HTTP+SSE and of the modern era too', async () => {
    const old = await gateway.connectBySse({ token }, answeringClient('old'));
    expect(await text(old, 'asking__form', { label: 'form' })).toContain('old form');
    const modern = await connectModern(gateway, { token });
    const { content } = await modern.callTool({ name: 'everything__echo', arguments: { message: 'two' } });
    expect(content).toEqual([{ type: 'text', text: 'Echo: two' }]);
  });

  it('that went away and came back serves the next call', async () => {
    await front.goDown();
    await expect(text(client, 'everything__echo', { message: 'x' })).rejects.toThrow(
      /connection was refused|closed the connection/,
    );
    await front.comeUp();
    expect(await text(client, 'everything__echo', { message: 'back' })).toBe('Echo: back');
  });
});
