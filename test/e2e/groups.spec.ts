import { beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { onEveryDatabase } from '../support/every-database.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { TestApp } from '../support/test-app.js';

const GROUPS = '/api/v0/tool-groups';
const WRITERS = 20;
const named = (name: string) => JSON.stringify({ name, inputSchema: { type: 'object' } });
const EMPTY = {
  description: '',
  included_tools: [],
  included_servers: [],
  excluded_tools: [],
  included_prompts: [],
  excluded_prompts: [],
  included_resources: [],
  excluded_resources: [],
};

onEveryDatabase(({ fresh }) => {
  let app: TestApp;
  let user: string;
  const as = (body?: object) => ({ token: app.adminToken, body });
  const create = (body: object) => app.post(GROUPS, as(body));
  const replace = (name: string, body: object) => app.put(`${GROUPS}/${name}`, as(body));
  const stored = async (name: string) =>
    (await app.get(`${GROUPS}/${name}`, { token: user }).expect(200)).body as Record<string, unknown>;

  beforeAll(async () => {
    app = await TestApp.startEnterprise({ databaseUrl: await fresh() });
    user = await app.createUser('alice');
    const offer = {
      tools: [['b', 'a', 'c'].map(named)],
      prompts: [[JSON.stringify({ name: 'p' })]],
      resources: [[JSON.stringify({ uri: 'file:///r', name: 'r' })]],
    };
    const { url } = await ListingUpstream.open(offer);
    const server = { name: 's', url, transport: 'streamable_http' };
    await app.post('/api/v0/servers', as(server)).expect(201);
  }, 60_000);

  it('keeps what was written, once each, and says where agents find it', async () => {
    const lists = {
      included_tools: ['s__b', 's__a', 's__b'],
      excluded_tools: ['gone__x'],
      included_prompts: ['s__p'],
      included_resources: ['file:///r'],
    };
    const { body } = await create({
      name: 'kept',
      description: 'd',
      ...lists,
      included_servers: null,
    }).expect(201);
    const endpoints = {
      streamable_http_endpoint: `${app.url}/v0/groups/kept/mcp`,
      sse_endpoint: `${app.url}/v0/groups/kept/sse`,
      sse_message_endpoint: `${app.url}/v0/groups/kept/message`,
    };
    expect(body).toEqual({ ...endpoints, warnings: [] });
    const expected = { ...EMPTY, ...lists, name: 'kept', description: 'd', included_tools: ['s__b', 's__a'] };
    expect(await stored('kept')).toEqual({ ...expected, ...endpoints });
    expect((await app.get(GROUPS, { token: user }).expect(200)).body).toContainEqual(expected);
    const effective = await app.get(`${GROUPS}/kept/effective-tools`, { token: user }).expect(200);
    expect(effective.body).toEqual({ tools: ['s__a', 's__b'] });
  });

  it.each([
    [{ included_tools: ['s__zz'] }, 'included_tools: tool "s__zz" does not exist'],
    [{ included_prompts: ['s__a'] }, 'included_prompts: prompt "s__a" does not exist'],
    [{ included_resources: ['file:///x'] }, 'included_resources: resource "file:///x" does not exist'],
    [{ included_servers: ['bad__name'] }, 'included_servers must each be'],
    [{}, 'would be empty'],
    [{ included_tools: ['s__a'], excluded_tools: ['s__a'] }, 'would be empty'],
    [{ included_servers: ['later'] }, 'would be empty'],
    [{ included_tool: ['s__a'] }, 'unknown field "included_tool"'],
  ])('refuses to create %j', async (fields, words) => {
    const { body } = await create({ name: 'wrong', ...fields }).expect(400);
    expect(JSON.stringify(body)).toContain(JSON.stringify(words).slice(1, -1));
    await app.get(`${GROUPS}/wrong`, { token: user }).expect(404);
  });

  it('replaces all of it, and stores what was emptied as empty', async () => {
    await create({ name: 'changed', description: 'old', included_tools: ['s__a'] }).expect(201);
    const { body } = await replace('changed', { name: 'x', included_servers: ['later'] }).expect(200);
    expect(body).toEqual({
      name: 'changed',
      old: { ...EMPTY, name: 'changed', description: 'old', included_tools: ['s__a'] },
      new: { ...EMPTY, name: 'changed', included_servers: ['later'] },
      warnings: ['included_servers: there is no server named "later" yet'],
    });
    await replace('changed', {}).expect(200);
    expect(await stored('changed')).toMatchObject(EMPTY);
    expect((await replace('changes', {}).expect(404)).body.details).toEqual(['changed']);
  });

  it('deletes what is there, and what is not', async () => {
    await create({ name: 'brief', included_servers: ['s'] }).expect(201);
    expect((await create({ name: 'brief', included_servers: ['s'] }).expect(409)).body.code).toBe('conflict');
    for (let i = 0; i < 2; i++) await app.delete(`${GROUPS}/brief`, as()).expect(204);
    await app.get(`${GROUPS}/brief`, { token: user }).expect(404);
  });

  it('is changed by admins only', async () => {
    const body = { name: 'mine', included_servers: ['s'] };
    await app.post(GROUPS, { token: user, body }).expect(403);
    await app.put(`${GROUPS}/kept`, { token: user, body: {} }).expect(403);
    await app.delete(`${GROUPS}/kept`, { token: user }).expect(403);
  });

  it('is explained by what grants or denies it', async () => {
    await create({ name: 'granted', included_tools: ['s__a', 's__b'] }).expect(201);
    await app.createClient('curious', { allowed_groups: ['granted'], denied_tools: ['s__b'] });
    const explain = (item: string) => app.get(`/api/v0/clients/curious/explain?item=${item}`, as());
    expect((await explain('s__a').expect(200)).body).toEqual({
      allowed: true,
      reason: '"curious" may see and use "s__a" by allowed_groups: granted',
      grant: 'allowed_groups: granted',
    });
    expect((await explain('s__b').expect(200)).body).toMatchObject({
      allowed: false,
      grant: 'denied_tools: s__b',
    });
    expect((await explain('s__c').expect(200)).body).toEqual({
      allowed: false,
      reason: 'nothing that "curious" was granted includes "s__c" of the server "s"',
    });
    expect((await explain('s__cc').expect(404)).body.details).toContain('s__c');
  });

  it('is created once by many at the same moment', async () => {
    const all = await Promise.all(
      Array.from({ length: WRITERS }, () => create({ name: 'raced', included_servers: ['s'] })),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(WRITERS - 1).fill(409)]);
  });

  it('loses no update of many at the same moment', async () => {
    await create({ name: 'busy', included_servers: ['s'] }).expect(201);
    const all = await Promise.all(
      Array.from({ length: WRITERS }, (_, i) => replace('busy', { description: `by ${i}` }).expect(200)),
    );
    const steps = all.map(({ body }) => body as Record<'old' | 'new', { description: string }>);
    // Each one replaced what another had written: a chain without a fork.
    expect(new Set(steps.map((step) => step.old.description)).size).toBe(WRITERS);
    const last = steps.find((step) => !steps.some(({ old }) => old.description === step.new.description))!;
    expect(await stored('busy')).toMatchObject({ description: last.new.description });
  });

  it('keeps what many change of one client at the same moment', async () => {
    await app.createClient('shared', {});
    const fields = ['allowed_tools', 'denied_tools', 'allowed_groups', 'allow_list'];
    const change = (i: number) => ({ [fields[i % 4]!]: [`v${Math.floor(i / 4)}`, 'same'] });
    const all = await Promise.all(
      Array.from({ length: WRITERS }, (_, i) => app.put('/api/v0/clients/shared', as(change(i)))),
    );
    expect(all.map(({ status }) => status)).toEqual(Array(WRITERS).fill(200));
    const { body } = await app.get('/api/v0/clients', as());
    const client = (body as Record<string, string[]>[]).find(({ name }) => String(name) === 'shared')!;
    for (const field of fields) expect(client[field]).toEqual([expect.stringMatching(/^v[0-4]$/), 'same']);
  });

  it('is seen by other processes', async () => {
    const token = await app.createClient('far', { allow_list: ['*'] });
    const other = await app.another();
    const post = (body: object) =>
      other.post('/v0/groups/afar/mcp', {
        token,
        body,
        headers: { accept: 'application/json, text/event-stream' },
      });
    const clientInfo = { name: 'far', version: '1' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    const begin = () => post({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    expect((await begin()).status).toBe(404);
    await create({ name: 'afar', included_servers: ['s'] }).expect(201);
    await eventually(async () => expect((await begin()).status).toBe(200));
    await app.delete(`${GROUPS}/afar`, as()).expect(204);
    await eventually(async () => expect((await begin()).status).toBe(404));
  });
});
