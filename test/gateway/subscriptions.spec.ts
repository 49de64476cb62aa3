import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  ResourceUpdatedNotificationSchema,
  SubscribeRequestSchema,
  ToolListChangedNotificationSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { eventually } from '../support/eventually.js';
import { Gateway, newClient } from './support/gateway.js';
import { quietTime } from './support/raw-client.js';
import { type SdkServer, startSdkServer } from './support/sdk-server.js';

const URI = 'note://one';
/** The subscriptions of each server, by its sessions. */
const subscribed = { a: new Map<McpServer, Set<string>>(), b: new Map<McpServer, Set<string>>() };
type Name = keyof typeof subscribed;
const upstreams = {} as Record<Name, SdkServer>;
let gateway: Gateway;
let token: string;

function notes(name: Name) {
  return (server: McpServer) => {
    const uris = new Set<string>();
    subscribed[name].set(server, uris);
    server.server.registerCapabilities({ resources: { subscribe: true } });
    server.registerResource('one', URI, {}, () => ({ contents: [{ uri: URI, text: name }] }));
    server.server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
      uris.add(params.uri);
      return {};
    });
    server.server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
      uris.delete(params.uri);
      return {};
    });
  };
}

const held = (name: Name) => [...subscribed[name].values()].reduce((sum, { size }) => sum + size, 0);

/** The server says, to whoever subscribed, that its note is another now. */
async function update(name: Name): Promise<void> {
  for (const [server, uris] of subscribed[name]) {
    if (uris.has(URI) && server.isConnected()) await server.server.sendResourceUpdated({ uri: URI });
  }
}

beforeAll(async () => {
  gateway = await Gateway.start();
  for (const name of ['a', 'b'] as const) {
    upstreams[name] = await startSdkServer(notes(name));
    await gateway.register(name, upstreams[name].url);
  }
  token = await gateway.client('agent', ['*']);
});

async function reader(): Promise<{ client: Client; heard: string[]; uris: string[] }> {
  const client = newClient();
  const heard: string[] = [];
  client.setNotificationHandler(
    ResourceUpdatedNotificationSchema,
    ({ params }) => void heard.push(params.uri),
  );
  await gateway.connect({ token }, client);
  const { resources } = await client.listResources();
  return { client, heard, uris: resources.map(({ uri }) => uri) };
}

describe('a subscription', () => {
  it('is offered where a server has it, and brings updates under the URI that the client uses', async () => {
    const { client, heard, uris } = await reader();
    expect(client.getServerCapabilities()?.resources?.subscribe).toBe(true);
    const alias = uris.find((uri) => uri !== URI)!;
    expect(alias).toMatch(/^mcpj:/);
    await client.subscribeResource({ uri: URI });
    await client.subscribeResource({ uri: alias });
    await update('a');
    await eventually(() => expect(heard).toEqual([URI]));
    await update('b');
    await eventually(() => expect(heard).toEqual([URI, alias]));
    await client.unsubscribeResource({ uri: URI });
    await client.unsubscribeResource({ uri: alias });
    await eventually(() => expect([held('a'), held('b')]).toEqual([0, 0]));
  });

  it("is a session's own, and goes with it", async () => {
    const [ann, bob] = [await reader(), await reader()];
    await ann.client.subscribeResource({ uri: URI });
    await update('a');
    await eventually(() => expect(ann.heard).toEqual([URI]));
    await quietTime();
    expect(bob.heard).toEqual([]);
    await (ann.client.transport as { terminateSession?: () => Promise<void> }).terminateSession?.();
    await eventually(() => expect(upstreams.a.sessions.size).toBeLessThanOrEqual(2));
  });

  it('is not to be had for what the client may not reach', async () => {
    const stranger = await gateway.client('stranger', ['b']);
    const client = await gateway.connect({ token: stranger });
    const unreachable = Buffer.from(URI).toString('base64').replace(/=+$/, '');
    for (const uri of [`mcpj://res/a/${unreachable}`, 'note://none']) {
      await expect(client.subscribeResource({ uri })).rejects.toMatchObject({ code: -32002 });
    }
  });

  it('is made again when the server forgot the session', async () => {
    const { client, heard } = await reader();
    await client.subscribeResource({ uri: URI });
    const before = held('a');
    for (const [id, transport] of [...upstreams.a.sessions]) {
      upstreams.a.sessions.delete(id);
      await transport.close();
    }
    await eventually(() => expect(held('a')).toBeGreaterThan(before), 10_000);
    await update('a');
    await eventually(() => expect(heard).toContain(URI));
  });
});

describe('a server that changes its lists', () => {
  it('has them read again, and every client told', async () => {
    const servers: McpServer[] = [];
    const upstream = await startSdkServer((server) => {
      server.registerTool('first', {}, () => ({ content: [] }));
      servers.push(server);
    });
    await gateway.register('growing', upstream.url);
    const client = newClient();
    let told = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void told++);
    await gateway.connect({ token }, client);
    const names = async () => (await client.listTools()).tools.map(({ name }) => name);
    expect(await names()).not.toContain('growing__second');

    // It says so on the streams that are open; whoever asks from now on finds both tools.
    await eventually(() => expect(upstream.sessions.size).toBeGreaterThan(0));
    const add = (server: McpServer) => server.registerTool('second', {}, () => ({ content: [] }));
    upstream.setUp = (server) => {
      server.registerTool('first', {}, () => ({ content: [] }));
      add(server);
    };
    servers.forEach(add);
    await eventually(() => expect(told).toBeGreaterThan(0));
    expect(await names()).toContain('growing__second');
  });
});
