import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client as ModernLineClient, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { defer } from '../support/cleanup.js';
import { everythingBehindToken } from '../support/everything.js';
import { Gateway } from './support/gateway.js';

const ENDPOINTS = [
  { path: '/mcp', prefix: 'everything__' },
  { path: '/v0/servers/everything/mcp', prefix: '' },
];
let gateway: Gateway;
let token: string;

beforeAll(async () => {
  const upstream = await everythingBehindToken('upstream-secret');
  gateway = await Gateway.start();
  await gateway.register('everything', upstream.url, { bearer_token: 'upstream-secret' });
  token = await gateway.client('agent', ['everything']);
});

describe.each(ENDPOINTS)('server-everything through $path', ({ path, prefix }) => {
  let client: Client;

  beforeAll(async () => {
    client = await gateway.connect({ token, path });
  });

  it('introduces the gateway and passes on what the server tells agents', () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'mcpjungle' });
    expect(client.getServerCapabilities()).toMatchObject({
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { listChanged: true },
    });
    expect(client.getInstructions()).toContain('Everything');
  });

  it('lists and calls tools', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain(`${prefix}echo`);
    const result = await client.callTool({ name: `${prefix}echo`, arguments: { message: 'hello ☃' } });
    expect(result.content).toEqual([{ type: 'text', text: 'Echo: hello ☃' }]);
  });

  it('brings images', async () => {
    const { content } = await client.callTool({ name: `${prefix}get-tiny-image` });
    expect(content).toContainEqual(
      expect.objectContaining({
        type: 'image',
        mimeType: 'image/png',
        data: expect.stringMatching(/^iVBOR/),
      }),
    );
  });

  it('brings structured content', async () => {
    const result = await client.callTool({
      name: `${prefix}get-structured-content`,
      arguments: { location: 'Chicago' },
    });
    expect(result.structuredContent).toMatchObject({ temperature: expect.any(Number) });
  });

  it("brings a tool's own error as a result", async () => {
    const result = await client.callTool({ name: `${prefix}get-sum`, arguments: { a: 'x' } });
    expect(result).toMatchObject({ isError: true });
  });

  it('reports progress', async () => {
    const seen: object[] = [];
    const name = `${prefix}trigger-long-running-operation`;
    await client.callTool({ name, arguments: { duration: 0.3, steps: 3 } }, undefined, {
      onprogress: (progress) => seen.push(progress),
    });
    expect(seen).toEqual([1, 2, 3].map((progress) => ({ progress, total: 3 })));
  });

  it('lists and renders prompts', async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toContain(`${prefix}args-prompt`);
    const { messages } = await client.getPrompt({
      name: `${prefix}args-prompt`,
      arguments: { city: 'Oslo' },
    });
    expect(JSON.stringify(messages)).toContain('Oslo');
  });

  it('completes arguments of prompts', async () => {
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: `${prefix}completable-prompt` },
      argument: { name: 'department', value: 'E' },
    });
    expect(completion.values).toContain('Engineering');
  });

  it('lists and reads resources, also those made from a template', async () => {
    const { resources } = await client.listResources();
    const [first] = resources;
    const { contents } = await client.readResource({ uri: first!.uri });
    expect(contents).toMatchObject([{ uri: first!.uri }]);

    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.length).toBeGreaterThan(0);
    const dynamic = await client.readResource({ uri: 'demo://resource/dynamic/text/7' });
    expect(dynamic.contents).toMatchObject([{ uri: 'demo://resource/dynamic/text/7' }]);
  });
});

it.each(['legacy', 'auto'] as const)('serves the 2.x client in its mode %s', async (mode) => {
  const client = new ModernLineClient({ name: 'agent', version: '2.0.0' }, { versionNegotiation: { mode } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.app.url}/mcp`), { requestInit }));
  defer(() => client.close());
  const result = await client.callTool({ name: 'everything__echo', arguments: { message: 'two' } });
  expect(result.content).toEqual([{ type: 'text', text: 'Echo: two' }]);
});
