import { beforeAll, describe, expect, it } from '@jest/globals';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { eventually } from '../support/eventually.js';
import { named } from '../support/registry-store.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { Gateway, newClient } from './support/gateway.js';
import { connectModern } from './support/modern-client.js';

const TOLD = 'notifications/tools/list_changed';

/** An agent of either era: what it was told, and the tools it sees. */
interface Agent {
  told: string[];
  tools: () => Promise<string[]>;
}

let gateway: Gateway;
/** Of a client that may reach everything. */
let free: string;
/** Of a client that may reach what is in the group. */
let member: string;

beforeAll(async () => {
  gateway = await Gateway.start();
  const { url } = await ListingUpstream.open({
    tools: [['a', 'b', 'c'].map((name) => named(name, { inputSchema: { type: 'object' } }))],
  });
  await gateway.register('s', url);
  await change('g', ['s__a'], 'post', 201);
  await change('other', ['s__a'], 'post', 201);
  free = await gateway.client('free', ['*']);
  member = await gateway.app.createClient('member', { allowed_groups: ['g'] });
});

function change(name: string, included_tools: string[], method: 'put' | 'post' = 'put', status = 200) {
  const { app } = gateway;
  const path = `/api/v0/tool-groups${method === 'put' ? `/${name}` : ''}`;
  return app[method](path, { token: app.adminToken, body: { name, included_tools } }).expect(status);
}

async function legacy(token: string, path: string): Promise<Agent> {
  const told: string[] = [];
  const client = newClient();
  client.setNotificationHandler(ToolListChangedNotificationSchema, ({ method }) => void told.push(method));
  const endpoint = { token, path };
  await (path.endsWith('sse') ? gateway.connectBySse(endpoint, client) : gateway.connect(endpoint, client));
  return { told, tools: async () => (await client.listTools()).tools.map(({ name }) => name) };
}

async function modern(token: string, path: string): Promise<Agent> {
  const told: string[] = [];
  const client = await connectModern(gateway, { token, path });
  client.setNotificationHandler(TOLD, ({ method }) => void told.push(method));
  await client.listen({ toolsListChanged: true });
  return { told, tools: async () => (await client.listTools()).tools.map(({ name }) => name) };
}

describe('a change of a group', () => {
  it.each([
    ['a legacy agent at its endpoint', () => legacy(free, '/v0/groups/g/mcp')],
    ['a modern agent at its endpoint', () => modern(free, '/v0/groups/g/mcp')],
    ['an agent at its HTTP+SSE endpoint', () => legacy(free, '/v0/groups/g/sse')],
    ['a legacy agent that was granted it', () => legacy(member, '/mcp')],
    ['a modern agent that was granted it', () => modern(member, '/mcp')],
    ['an agent of HTTP+SSE that was granted it', () => legacy(member, '/sse')],
  ])('is told to %s, and that of another group is not', async (_, connect) => {
    await change('g', ['s__a']);
    const { told, tools } = await connect();
    expect(await tools()).toEqual(['s__a']);
    await change('other', ['s__c']);
    await change('g', ['s__a', 's__b']);
    await eventually(() => expect(told).toEqual([TOLD]));
    expect(await tools()).toEqual(['s__a', 's__b']);
    await change('other', ['s__a']);
    await change('g', ['s__b']);
    await eventually(() => expect(told).toEqual([TOLD, TOLD]));
    expect(await tools()).toEqual(['s__b']);
  });
});
