import { beforeAll, describe, expect, it } from '@jest/globals';
import { connectAgent } from '../support/agent.js';
import { eventually } from '../support/eventually.js';
import { onEveryDatabase } from '../support/every-database.js';
import { TestApp } from '../support/test-app.js';
import { RawClient } from '../gateway/support/raw-client.js';

const WHOAMI = '/api/v0/users/whoami';
let app: TestApp;

const rotate = (path: string, body?: object) =>
  app.post(`/api/v0/${path}/rotate`, { token: app.adminToken, body });

onEveryDatabase(({ fresh }) => {
  let other: TestApp;

  beforeAll(async () => {
    app = await TestApp.startEnterprise({ databaseUrl: await fresh() });
    other = await app.another();
  }, 60_000);

  it('replaces a token at once, here and on other servers', async () => {
    const old = await app.createUser('alice', { expires_in: '1d' });
    await eventually(() => other.get(WHOAMI, { token: old }).expect(200));
    const { body } = await rotate('users/alice').expect(200);
    expect(body).toEqual({
      name: 'alice',
      access_token: expect.stringMatching(/^mcpj_u_[\w-]{43}$/),
      token_prefix: body.access_token.slice(0, 11),
      created_at: expect.any(String),
      expires_at: expect.any(String),
      last_used_at: null,
      previous_token_expires_at: null,
    });
    expect(Date.parse(body.expires_at) - Date.now()).toBeLessThan(86_400_000);
    await app.get(WHOAMI, { token: old }).expect(401);
    await app.get(WHOAMI, { token: body.access_token }).expect(200);
    await eventually(() => other.get(WHOAMI, { token: old }).expect(401));
    await other.get(WHOAMI, { token: body.access_token }).expect(200);
  });

  it('lets the old token live for the grace time, also over a restart, and no longer', async () => {
    const old = await app.createUser('bob', { role: 'admin' });
    const { body } = await rotate('users/bob', { grace_seconds: 3600, expires_in: '30d' }).expect(200);
    expect(body.access_token).toMatch(/^mcpj_a_/);
    const graceMs = Date.parse(body.previous_token_expires_at) - Date.now();
    expect(graceMs).toBeGreaterThan(3_500_000);
    expect(graceMs).toBeLessThanOrEqual(3_600_000);
    expect(Date.parse(body.expires_at) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    app = await app.restart();
    for (const token of [old, body.access_token]) await app.get(WHOAMI, { token }).expect(200);
    const next = await rotate('users/bob', { grace_seconds: 1 }).expect(200);
    await app.get(WHOAMI, { token: old }).expect(401);
    await eventually(() => app.get(WHOAMI, { token: body.access_token }).expect(401));
    await app.get(WHOAMI, { token: next.body.access_token }).expect(200);
  });

  it('at once on two servers is one after the other: the first token becomes the old one of the second', async () => {
    const rotateTwice = async (name: string) => {
      const path = `/api/v0/clients/${name}/rotate`;
      const options = { token: app.adminToken, body: { grace_seconds: 60 } };
      const answers = await Promise.all([app, other].map((server) => server.post(path, options).expect(200)));
      return answers.map(({ body }) => body.access_token as string);
    };
    const names = Array.from({ length: 8 }, (_, i) => `busy-${i}`);
    for (const name of names) await app.createClient(name, { allow_list: ['github'] });
    const tokens = (await Promise.all(names.map(rotateTwice))).flat();
    // Who may ask is told that a session is missing.
    for (const token of tokens) await eventually(() => app.get('/mcp', { token }).expect(400));
    const { body } = await app.get('/api/v0/clients', { token: app.adminToken });
    expect(body).toEqual(names.map((name) => expect.objectContaining({ name, allow_list: ['github'] })));
  });
});

describe('rotation', () => {
  beforeAll(async () => {
    app = await TestApp.startEnterprise();
  });

  it('leaves a session to whoever goes on with the new token', async () => {
    const old = await app.createClient('mover');
    const client = new RawClient(`${app.url}/mcp`, old);
    await client.initialize();
    const { body } = await rotate('clients/mover').expect(200);
    expect((await client.send({ body: client.rpc('ping') })).status).toBe(401);
    const moved = new RawClient(`${app.url}/mcp`, body.access_token);
    moved.sessionId = client.sessionId;
    expect(await moved.call('ping')).toMatchObject({ result: {} });
    await connectAgent({ url: app.url, token: body.access_token });
  });

  it('is undone by a token that replaces both', async () => {
    const old = await app.createUser('carol');
    const { body } = await rotate('users/carol', { grace_seconds: 3600 }).expect(200);
    const own = { access_token: 'a-token-of-carol' };
    await app.put('/api/v0/users/carol', { token: app.adminToken, body: own }).expect(200);
    for (const token of [old, body.access_token]) await app.get(WHOAMI, { token }).expect(401);
    await app.get(WHOAMI, { token: own.access_token }).expect(200);
  });

  it('lets no old token live longer than it would have', async () => {
    const old = await app.createUser('brief', { expires_in: '2s' });
    const { body } = await rotate('users/brief', { grace_seconds: 3600, expires_in: '1h' }).expect(200);
    expect(Date.parse(body.previous_token_expires_at) - Date.now()).toBeLessThanOrEqual(2000);
    await app.get(WHOAMI, { token: old }).expect(200);
    await eventually(() => app.get(WHOAMI, { token: old }).expect(401));
    await app.get(WHOAMI, { token: body.access_token }).expect(200);
  });

  it.each([
    [{ grace_seconds: -1 }, 'grace_seconds must not be less than 0'],
    [{ grace_seconds: 1.5 }, 'grace_seconds must be an integer'],
    [{ grace_seconds: 31_536_001 }, 'grace_seconds must not be greater than 31536000'],
    [{ grace_seconds: '60' }, 'grace_seconds must'],
    [{ expires_in: 'soon' }, 'expires_in must be a duration'],
    [{ access_token: 'my-own-token' }, 'unknown field "access_token"'],
  ])('is refused when it is asked for as %j', async (body, message) => {
    const answer = await rotate('users/admin', body).expect(400);
    expect(answer.body.error).toContain(message);
    await app.get(WHOAMI, { token: app.adminToken }).expect(200);
  });

  it('is not for who does not exist', async () => {
    await app.createClient('cursor');
    const { body } = await rotate('clients/curser').expect(404);
    expect(body.error).toBe('no MCP client named "curser"; did you mean "cursor"?');
    await rotate('users/nobody').expect(404);
  });
});
