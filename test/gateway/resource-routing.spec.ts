import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { Gateway } from './support/gateway.js';
import { startSdkServer } from './support/sdk-server.js';

const LINK = { type: 'resource_link' as const, uri: 'note://hidden/1', name: 'hidden' };
const UI = 'ui://docs/chart';

let gateway: Gateway;
/** What each server was asked to read. */
const reads: Record<string, string[]> = { docs: [], late: [] };

/** A server that reads anything, lists one resource and one template, and speaks of others. */
function setUp(name: string): (server: McpServer) => void {
  return (mcp) => {
    mcp.registerTool('find', { _meta: { ui: { resourceUri: UI } } }, () => ({ content: [LINK] }));
    const { server } = mcp;
    server.registerCapabilities({ resources: {}, prompts: {} });
    server.setRequestHandler(ListResourcesRequestSchema, () => ({
      resources: [{ uri: 'file:///etc/shadow', name: 's' }],
    }));
    server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
      resourceTemplates: [{ uriTemplate: 'file:///{+path}', name: 'files' }],
    }));
    server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: [{ name: 'tell' }] }));
    server.setRequestHandler(GetPromptRequestSchema, () => ({
      messages: [{ role: 'user', content: { ...LINK, uri: 'note://hidden/2' } }],
    }));
    server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
      reads[name]!.push(uri);
      return { contents: [{ uri, text: `${name} read it` }] };
    });
  };
}

beforeAll(async () => {
  gateway = await Gateway.start();
  for (const name of ['docs', 'late']) {
    await gateway.register(name, (await startSdkServer(setUp(name))).url);
  }
});

async function agent(name: string, grants: object = { allow_list: ['docs', 'late'] }): Promise<Client> {
  return gateway.connect({ token: await gateway.app.createClient(name, grants) });
}

async function read(client: Client, uri: string): Promise<unknown> {
  const { contents } = await client.readResource({ uri });
  return contents[0];
}

const notFound = (uri: string) => ({ code: -32002, message: `MCP error -32002: Unknown resource: ${uri}` });

describe('a resource that no server lists', () => {
  it('is read from the server whose result spoke of it, by who was told of it', async () => {
    const [told, other] = await Promise.all([agent('told'), agent('other')]);
    await expect(read(told, LINK.uri)).rejects.toMatchObject(notFound(LINK.uri));
    await told.callTool({ name: 'docs__find' });
    expect(await read(told, LINK.uri)).toEqual({ uri: LINK.uri, text: 'docs read it' });
    await expect(read(other, LINK.uri)).rejects.toMatchObject(notFound(LINK.uri));
    await told.getPrompt({ name: 'late__tell' });
    expect(await read(told, 'note://hidden/2')).toEqual({ uri: 'note://hidden/2', text: 'late read it' });
  });

  it('stays with the server registered first', async () => {
    const client = await agent('both');
    for (const name of ['late__find', 'docs__find', 'late__find']) await client.callTool({ name });
    expect(await read(client, LINK.uri)).toEqual({ uri: LINK.uri, text: 'docs read it' });
  });

  it.each([
    ['granted the tool alone', { allowed_tools: ['docs__find'] }],
    ['denied it', { allow_list: ['docs'], denied_tools: ['note://*', 'ui://*'] }],
    [
      'denied it in other letters',
      { allow_list: ['docs'], denied_tools: ['NOTE://HIDDEN/*', 'UI://docs/*'] },
    ],
  ])('stays absent for who was %s', async (name, grants) => {
    const client = await agent(name.replaceAll(' ', '-'), grants);
    await client.callTool({ name: 'docs__find' });
    for (const uri of [LINK.uri, UI]) await expect(read(client, uri)).rejects.toMatchObject(notFound(uri));
  });

  it('is read from the server whose tool names it as its user interface', async () => {
    expect(await read(await agent('shown'), UI)).toEqual({ uri: UI, text: 'docs read it' });
    expect(await read(await agent('shown-late', { allow_list: ['late'] }), UI)).toEqual({
      uri: UI,
      text: 'late read it',
    });
  });
});

describe('a denial', () => {
  it.each([
    'file:///a/../etc/passwd',
    'file:///%65tc/passwd',
    'file:///a/%2e%2e/etc/passwd',
    'file:////etc/passwd',
    'file:///etc/passwd',
  ])('holds for %s too', async (uri) => {
    const client = await agent(`denied-${uri.length}-${uri.charCodeAt(9)}`, {
      allow_list: ['docs'],
      denied_tools: ['file:///etc/*'],
    });
    const before = reads.docs!.length;
    await expect(read(client, uri)).rejects.toMatchObject(notFound(uri));
    expect(reads.docs).toHaveLength(before);
    expect(await read(client, 'file:///a/b')).toEqual({ uri: 'file:///a/b', text: 'docs read it' });
  });

  it('of a listed resource is not walked around by its template either', async () => {
    const client = await agent('around', { allowed_tools: ['file:///{+path}'] });
    for (const uri of ['file:///etc/shadow', 'file:///x/../etc/shadow', 'file:///etc/sh%61dow']) {
      await expect(read(client, uri)).rejects.toMatchObject(notFound(uri));
    }
  });
});
