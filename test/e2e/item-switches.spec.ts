import { beforeAll, describe, expect, it } from '@jest/globals';
import { resourceAlias } from '../../server/common/resource-uris.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { named } from '../support/registry-store.js';
import { Events } from '../../server/events/events.js';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';
import { RawClient } from '../gateway/support/raw-client.js';

const OFFER = {
  tools: [['a', 'b', 'grüß'].map((name) => named(name))],
  prompts: [['ask', 'tell'].map((name) => named(name))],
  resources: [
    [
      '{"uri":"file:///one","name":"one"}',
      '{"uri":"file:///x","name":"same"}',
      '{"uri":"file:///y","name":"same"}',
    ],
  ],
  resourceTemplates: [['{"uriTemplate":"file:///{path}","name":"any"}']],
};

let app: TestApp;
let agent: RawClient;
let upstream: ListingUpstream;

beforeAll(async () => {
  app = await TestApp.start();
  upstream = await ListingUpstream.open(OFFER);
  const body = { name: 's', url: upstream.url, transport: 'streamable_http' };
  await app.post('/api/v0/servers', { body }).expect(201);
  agent = new RawClient(`${app.url}/mcp`, '');
  await agent.initialize();
});

const change = (route: string, entity: string) => app.post(`/api/v0/${route}`).query({ entity });
const changed = async (route: string, entity: string) => (await change(route, entity).expect(200)).body;
const seen = async (method: string, key: string, field: string) =>
  (await agent.call(method)).result[key].map((item: Record<string, string>) => item[field]);
const tools = () => seen('tools/list', 'tools', 'name');
const resources = () => seen('resources/list', 'resources', 'uri');

describe('a tool', () => {
  it('that is disabled is gone for agents, and back when it is enabled', async () => {
    expect(await changed('tools/disable', 's__a')).toEqual(['s__a']);
    expect(await tools()).not.toContain('s__a');
    const { error } = await agent.call('tools/call', { name: 's__a' });
    expect(error).toMatchObject({ code: -32602, message: 'Unknown tool: s__a' });
    const call = app.post('/api/v0/tools/call', { body: { name: 's__a' } });
    expect((await call.expect(422)).body.code).toBe('rule_violated');
    expect((await app.get('/api/v0/tool?name=s__a')).body.enabled).toBe(false);
    expect(await changed('tools/enable', 's__a')).toEqual(['s__a']);
    expect(await tools()).toContain('s__a');
  });

  it('is named even when it was so before, and under its original name', async () => {
    expect(await changed('tools/enable', 's__a')).toEqual(['s__a']);
    const [name] = await changed('tools/disable', 's__grüß');
    expect(name).toMatch(/^s__gr/);
    expect(await tools()).not.toContain(name);
    await changed('tools/enable', name);
  });

  it('stays disabled when its server lists its tools anew', async () => {
    await changed('tools/disable', 's__b');
    upstream.offer = { ...OFFER, tools: [[...OFFER.tools[0]!, named('c')]] };
    app.nest.get(Events).emit('server.changed', { name: 's' });
    await eventually(async () => expect(await tools()).toContain('s__c'));
    expect(await tools()).not.toContain('s__b');
  });

  it('goes with all of its server, and comes back with them', async () => {
    const all = await changed('tools/disable', 's');
    expect(all).toEqual([...all].sort());
    expect(all).toHaveLength(4);
    expect(await tools()).toEqual([]);
    expect(await changed('tools/enable', 's')).toEqual(all);
    expect(await tools()).toHaveLength(4);
  });

  it.each([
    ['nothing', 404, 'no MCP server named "nothing"'],
    ['s__nothing', 404, 'no tool named "s__nothing"'],
    ['', 400, 'entity should not be empty'],
  ])('named %j is refused', async (entity, status, message) => {
    const { body } = await change('tools/disable', entity).expect(status);
    expect(body.error).toContain(message);
  });
});

describe('a prompt', () => {
  it('that is disabled is gone for agents, alone or with all of its server', async () => {
    const prompts = () => seen('prompts/list', 'prompts', 'name');
    expect(await changed('prompts/disable', 's__ask')).toEqual(['s__ask']);
    expect(await prompts()).toEqual(['s__tell']);
    expect(await changed('prompts/disable', 's')).toEqual(['s__ask', 's__tell']);
    expect(await prompts()).toEqual([]);
    expect(await changed('prompts/enable', 's')).toHaveLength(2);
    expect(await prompts()).toHaveLength(2);
  });
});

describe('a resource', () => {
  it.each([
    ['its name', 's__one'],
    ['its alias', resourceAlias('s', 'file:///one')],
    ['its own URI', 'file:///one'],
  ])('goes by %s', async (_, entity) => {
    expect(await changed('resources/disable', entity)).toEqual(['s__one']);
    expect(await resources()).not.toContain('file:///one');
    expect(await changed('resources/enable', entity)).toEqual(['s__one']);
    expect(await resources()).toContain('file:///one');
  });

  it('whose name another has too must be named by a URI', async () => {
    const { body } = await change('resources/disable', 's__same').expect(400);
    expect(body.details).toEqual(['file:///x', 'file:///y'].map((uri) => resourceAlias('s', uri)));
    expect(await changed('resources/disable', body.details[0])).toEqual(['s__same']);
    expect(await resources()).toEqual(['file:///one', 'file:///y']);
    await changed('resources/enable', body.details[0]);
  });

  it('that is disabled is not read by way of a template', async () => {
    await changed('resources/disable', 'file:///one');
    const { error } = await agent.call('resources/read', { uri: 'file:///one' });
    expect(error.message).toBe('Unknown resource: file:///one');
    const read = app.post('/api/v0/resources/read', { body: { uri: 'file:///one' } });
    expect((await read.expect(422)).body.code).toBe('rule_violated');
    expect((await agent.call('resources/read', { uri: 'file:///other' })).result).toBeDefined();
    await changed('resources/enable', 'file:///one');
  });

  it('goes with all of its server, and so do the templates', async () => {
    expect(await changed('resources/disable', 's')).toEqual(['s__any', 's__one', 's__same', 's__same']);
    expect(await resources()).toEqual([]);
    expect((await agent.call('resources/templates/list')).result.resourceTemplates).toEqual([]);
    expect(await changed('resources/enable', 's__any')).toEqual(['s__any']);
    expect((await agent.call('resources/templates/list')).result.resourceTemplates).toHaveLength(1);
    await changed('resources/enable', 's');
    expect(await resources()).toHaveLength(3);
  });

  it('is not found under a name that is nearly right', async () => {
    expect((await change('resources/disable', 's__on').expect(404)).body.details).toContain('s__one');
  });
});

describe('another process', () => {
  it('sees what was disabled', async () => {
    const other = await app.another();
    await changed('tools/disable', 's__a');
    await eventually(async () =>
      expect((await other.get('/api/v0/tool?name=s__a')).body.enabled).toBe(false),
    );
  });
});
