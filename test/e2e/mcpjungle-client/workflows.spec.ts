import { beforeAll, describe, expect, it } from '@jest/globals';
import { everythingBehindToken } from '../../support/everything.js';
import type { Front } from '../../support/front.js';
import { TestApp } from '../../support/test-app.js';
import { ApiError, McpJungleClient } from './mcpjungle-client.js';

const UPSTREAM_TOKEN = 'token-of-the-upstream';
const ECHO = 'everything__echo';

let app: TestApp;
let admin: McpJungleClient;
let everything: Front;

const serverNamed = (name: string) => ({
  name,
  transport: 'streamable_http',
  url: everything.url,
  bearer_token: UPSTREAM_TOKEN,
  session_mode: 'stateful',
});

/** What a refusal said. @throws Error when nothing was refused */
async function refused(attempt: Promise<unknown>): Promise<{ status: number; message: string }> {
  const error = await attempt.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw error;
  const { status, message } = error;
  return { status, message };
}

const namesOf = (rows: { name: string }[]) => rows.map(({ name }) => name);

beforeAll(async () => {
  app = await TestApp.start({ env: { SERVER_MODE: 'enterprise' } });
  everything = await everythingBehindToken(UPSTREAM_TOKEN);
  admin = new McpJungleClient(app.url);
}, 60_000);

describe('MCPJungle’s client', () => {
  it('initializes the server, once', async () => {
    expect(await refused(admin.servers())).toMatchObject({ status: 403 });
    const { admin_access_token: token } = await admin.init();
    expect(await refused(admin.whoami())).toMatchObject({ status: 401 });
    admin.token = token;
    expect(await admin.whoami()).toEqual({ username: 'admin', role: 'admin' });
    expect(await refused(admin.init())).toMatchObject({ status: 400 });
    expect(await admin.metadata()).toEqual({ version: expect.stringMatching(/^v\d/) });
  });

  it('registers a server, again only by force, and lists it', async () => {
    const { server } = await admin.register(serverNamed('everything'));
    expect(server).toMatchObject({ name: 'everything', transport: 'streamable_http', url: everything.url });
    expect(await refused(admin.register(serverNamed('everything')))).toMatchObject({ status: 409 });
    await admin.register(serverNamed('everything'), true);
    expect(await admin.servers()).toEqual([
      expect.objectContaining({ name: 'everything', enabled: true, session_mode: 'stateful' }),
    ]);
  });

  it('is told what is wrong with a server', async () => {
    expect(await refused(admin.register({ ...serverNamed('a__b') }))).toMatchObject({ status: 400 });
    const nowhere = { ...serverNamed('nowhere'), url: 'http://127.0.0.1:1/mcp' };
    expect((await refused(admin.register(nowhere))).message).toContain('"nowhere"');
    expect(namesOf(await admin.servers())).toEqual(['everything']);
  });

  it('lists, describes and invokes tools', async () => {
    const tools = await admin.tools('everything');
    expect(namesOf(tools)).toContain(ECHO);
    expect(namesOf(await admin.tools())).toEqual(namesOf(tools));
    const { input_schema: schema, enabled } = await admin.tool(ECHO);
    expect([schema.type, schema.required, enabled]).toEqual(['object', ['message'], true]);
    const result = await admin.invoke(ECHO, { message: 'hi' });
    expect(result).toMatchObject({ isError: false, content: [{ type: 'text', text: 'Echo: hi' }] });
    expect(await admin.invoke(ECHO, {})).toMatchObject({ isError: true });
    expect(await refused(admin.tool('everything__ehco'))).toMatchObject({ status: 404 });
    expect(await refused(admin.tool('echo'))).toMatchObject({ status: 400 });
    expect(await refused(admin.tools('nothing'))).toMatchObject({ status: 404 });
  });

  it('lists and renders prompts', async () => {
    expect(namesOf(await admin.prompts())).toContain('everything__args-prompt');
    expect(await admin.prompt('everything__args-prompt')).toMatchObject({
      enabled: true,
      arguments: expect.arrayContaining([expect.objectContaining({ name: 'city', required: true })]),
    });
    expect(await admin.render('everything__args-prompt', { city: 'Bern' })).toMatchObject({
      messages: [{ role: 'user', content: { type: 'text', text: expect.stringContaining('Bern') } }],
    });
    expect((await admin.render('everything__simple-prompt', null)).messages).toHaveLength(1);
  });

  it('lists and reads resources', async () => {
    const [first] = await admin.resources('everything');
    expect(first.uri).toMatch(/^mcpj:\/\/res\/everything\//);
    expect(await admin.resource(first.uri)).toEqual(first);
    const { contents } = await admin.read(first.uri);
    expect(contents).toEqual([expect.objectContaining({ uri: first.uri })]);
  });

  it('creates, lists, updates and deletes users', async () => {
    const created = await admin.createUser({ username: 'alice' });
    expect(created).toMatchObject({ username: 'alice', role: 'user' });
    const alice = new McpJungleClient(app.url);
    alice.token = created.access_token;
    expect(await alice.whoami()).toEqual({ username: 'alice', role: 'user' });
    expect(namesOf(await alice.tools())).toContain(ECHO);
    expect(await refused(alice.users())).toMatchObject({ status: 403 });
    await admin.createUser({ username: 'bob', access_token: 'a-token-of-bob' });
    expect((await admin.users()).map(({ username }: { username: string }) => username)).toEqual([
      'admin',
      'alice',
      'bob',
    ]);
    await admin.updateUser('alice', 'a-token-of-alice');
    expect(await refused(alice.whoami())).toMatchObject({ status: 401 });
    alice.token = 'a-token-of-alice';
    await alice.whoami();
    await admin.deleteUser('alice');
    expect(await refused(alice.whoami())).toMatchObject({ status: 401 });
    expect(await refused(admin.deleteUser('alice'))).toMatchObject({ status: 404 });
    expect(await refused(admin.deleteUser('admin'))).toMatchObject({ status: 400 });
  });

  it('creates, lists and deletes MCP clients', async () => {
    const created = await admin.createClient({ name: 'agent', allow_list: ['everything'] });
    expect(created).toMatchObject({ name: 'agent', allow_list: ['everything'] });
    expect(created.access_token).toMatch(/\S{43}/);
    await admin.createClient({
      name: 'own',
      access_token: 'a-token-of-its-own',
      is_custom_access_token: true,
    });
    expect(await admin.clients()).toEqual([
      expect.objectContaining({ name: 'agent', access_token: '', allow_list: ['everything'] }),
      expect.objectContaining({ name: 'own', access_token: '', allow_list: [] }),
    ]);
    expect(await refused(admin.createClient({ name: 'own' }))).toMatchObject({ status: 409 });
    for (let i = 0; i < 2; i++) await admin.deleteClient('own');
    expect(namesOf(await admin.clients())).toEqual(['agent']);
  });

  it('gives a client another token, and changes nothing else', async () => {
    const { access_token: before } = await admin.createClient({ name: 'mover', allow_list: ['everything'] });
    await admin.updateClient('mover', 'a-token-of-mover');
    expect(await admin.clients()).toContainEqual(
      expect.objectContaining({ name: 'mover', allow_list: ['everything'] }),
    );
    await app.get('/mcp', { token: before }).expect(401);
    expect((await app.get('/mcp', { token: 'a-token-of-mover' })).status).not.toBe(401);
    expect(await refused(admin.updateClient('nobody', 'a-token-of-nobody'))).toMatchObject({ status: 404 });
    await admin.deleteClient('mover');
  });

  it('disables and enables tools, one by one and all of a server', async () => {
    expect(await admin.disable('tools', ECHO)).toEqual([ECHO]);
    expect(await admin.tool(ECHO)).toMatchObject({ enabled: false });
    expect(await refused(admin.invoke(ECHO, { message: 'hi' }))).toMatchObject({ status: 422 });
    expect(await admin.enable('tools', ECHO)).toEqual([ECHO]);
    expect(await admin.disable('tools', 'everything')).toEqual(
      expect.arrayContaining(namesOf(await admin.tools('everything'))),
    );
    expect((await admin.tools()).some(({ enabled }: { enabled: boolean }) => enabled)).toBe(false);
    await admin.enable('tools', 'everything');
    expect(await admin.invoke(ECHO, { message: 'hi' })).toMatchObject({ isError: false });
    expect(await refused(admin.enable('tools', 'nothing'))).toMatchObject({ status: 404 });
  });

  it('disables and enables prompts', async () => {
    const name = 'everything__simple-prompt';
    expect(await admin.disable('prompts', name)).toEqual([name]);
    expect(await admin.prompt(name)).toMatchObject({ enabled: false });
    expect(await refused(admin.render(name, null))).toMatchObject({ status: 422 });
    expect(await admin.enable('prompts', 'everything')).toContain(name);
    expect((await admin.render(name, null)).messages).toHaveLength(1);
  });

  it('disables and enables a server', async () => {
    const disabled = await admin.disableServer('everything');
    expect(disabled).toMatchObject({
      name: 'everything',
      tools_affected: expect.arrayContaining([ECHO]),
      prompts_affected: expect.arrayContaining(['everything__simple-prompt']),
    });
    expect(await admin.servers()).toEqual([expect.objectContaining({ enabled: false })]);
    expect(await refused(admin.invoke(ECHO, { message: 'hi' }))).toMatchObject({ status: 422 });
    expect(await admin.enableServer('everything')).toMatchObject({
      tools_affected: disabled.tools_affected,
    });
    expect(await admin.invoke(ECHO, { message: 'hi' })).toMatchObject({ isError: false });
    expect(await refused(admin.disableServer('nothing'))).toMatchObject({ status: 404 });
  });

  it('reads whole definitions, secrets included', async () => {
    expect(await admin.serverConfigs()).toEqual([
      expect.objectContaining({
        name: 'everything',
        transport: 'streamable_http',
        url: everything.url,
        bearer_token: UPSTREAM_TOKEN,
        session_mode: 'stateful',
      }),
    ]);
  });

  it('creates, reads, updates and deletes groups', async () => {
    const group = { name: 'small', description: 'a few', included_tools: [ECHO] };
    expect(await admin.createGroup(group)).toEqual({
      streamable_http_endpoint: `${app.url}/v0/groups/small/mcp`,
      sse_endpoint: `${app.url}/v0/groups/small/sse`,
      sse_message_endpoint: `${app.url}/v0/groups/small/message`,
    });
    expect(await admin.groups()).toEqual([expect.objectContaining(group)]);
    expect(await admin.group('small')).toMatchObject({
      ...group,
      streamable_http_endpoint: `${app.url}/v0/groups/small/mcp`,
    });
    expect(await admin.effectiveTools('small')).toEqual({ tools: [ECHO] });
    const all = { name: 'small', included_servers: ['everything'], excluded_tools: [ECHO] };
    const updated = await admin.updateGroup(all);
    expect(updated).toMatchObject({ name: 'small', old: group, new: { ...all, description: '' } });
    expect((await admin.effectiveTools('small')).tools).not.toContain(ECHO);
    expect(await admin.group('small')).toMatchObject({ description: '', included_tools: [] });
    for (const wrong of [{ name: 'none' }, { name: '-', included_tools: [ECHO] }]) {
      expect(await refused(admin.createGroup(wrong))).toMatchObject({ status: 400 });
    }
    expect(await refused(admin.createGroup(group))).toMatchObject({ status: 409 });
    for (let i = 0; i < 2; i++) await admin.deleteGroup('small');
    expect(await refused(admin.group('small'))).toMatchObject({ status: 404 });
  });

  it('deregisters a server with all it provides', async () => {
    await admin.deregister('everything');
    for (const list of [admin.servers(), admin.tools(), admin.prompts(), admin.resources()]) {
      expect(await list).toEqual([]);
    }
    expect(await refused(admin.deregister('everything'))).toMatchObject({ status: 404 });
  });
});
