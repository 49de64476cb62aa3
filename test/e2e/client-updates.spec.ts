import { beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../support/every-database.js';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';

const CLIENTS = '/api/v0/clients';
const FULL = {
  description: 'of old',
  allow_list: ['b', 'a'],
  allowed_tools: ['c__*', 'd__t'],
  denied_tools: ['*__delete'],
  allowed_groups: ['g'],
  owner: 'alice',
  rate_limit_rpm: 60,
};

onEveryDatabase(({ fresh }) => {
  let app: TestApp;
  let made = 0;
  beforeAll(async () => {
    app = await TestApp.startEnterprise({ databaseUrl: await fresh() });
    await app.createUser('alice');
  }, 60_000);

  const put = (name: string, body: object) =>
    app.send('put', `${CLIENTS}/${name}`, { token: app.adminToken, body });

  async function stored(name: string): Promise<Record<string, unknown>> {
    const { body } = await app.get(CLIENTS, { token: app.adminToken }).expect(200);
    return (body as { name: string }[]).find((client) => client.name === name)!;
  }

  it.each([
    [{}, {}],
    [{ description: 'new' }, { description: 'new' }],
    [{ description: null }, { description: '' }],
    [{ allow_list: ['a', 'b', 'a'] }, { allow_list: ['a', 'b'] }],
    [{ allow_list: [] }, { allow_list: [] }],
    [{ allowed_tools: ['c__*', 'e', 'd__t'] }, { allowed_tools: ['c__*', 'e', 'd__t'] }],
    [{ denied_tools: null }, { denied_tools: [] }],
    [{ allowed_groups: ['h'] }, { allowed_groups: ['h'] }],
    [{ owner: null }, { owner: null }],
    [{ rate_limit_rpm: null }, { rate_limit_rpm: null }],
    [{ name: 'another' }, {}],
  ])('PUT %j changes what is sent and nothing else', async (sent, changed) => {
    const name = `c${++made}`;
    const token = await app.createClient(name, FULL);
    const before = await stored(name);
    const { body } = await put(name, sent).expect(200);
    const now = await stored(name);
    expect(now).toEqual({ ...before, ...FULL, ...changed });
    expect(body).toEqual({ ...now, warnings: expect.any(Array) });
    await app.get('/api/v0/users/whoami', { token }).expect(403);
  });

  it('changes nothing but the token for MCPJungle’s client', async () => {
    const old = await app.createClient('mcpjungle', FULL);
    const body = { name: '', allow_list: null, is_custom_access_token: true, access_token: 'another-token' };
    await put('mcpjungle', body).expect(200);
    expect(await stored('mcpjungle')).toMatchObject({ ...FULL, token_prefix: 'an' });
    await app.get('/api/v0/users/whoami', { token: old }).expect(401);
    await app.get('/api/v0/users/whoami', { token: 'another-token' }).expect(403);
  });

  it('takes the token that the client has, and none of another', async () => {
    await app.createClient('one', { access_token: 'token-of-one' });
    await app.createClient('two', { access_token: 'token-of-two' });
    await put('one', { access_token: 'token-of-one' }).expect(200);
    const refused = await put('one', { access_token: 'token-of-two', description: 'lost' }).expect(409);
    expect(refused.body.code).toBe('conflict');
    expect(await stored('one')).toMatchObject({ description: '' });
  });

  it('gives the token another time to live', async () => {
    await app.createClient('mortal');
    const { body } = await put('mortal', { expires_in: '30m' }).expect(200);
    expect(Math.abs(Date.parse(body.expires_at) - Date.now() - 1_800_000)).toBeLessThan(60_000);
    expect((await put('mortal', { expires_in: null }).expect(200)).body.expires_at).toBeNull();
  });

  it('gives no token that would have expired already', async () => {
    await app.createClient('late', { expires_in: '1s' });
    const refused = await eventually(async () => {
      const { body } = await put('late', { access_token: `late-token-${++made}` }).expect(422);
      return body as { code: string };
    });
    expect(refused.code).toBe('rule_violated');
    await put('late', { access_token: 'token-in-time', expires_in: null }).expect(200);
    await app.get('/api/v0/users/whoami', { token: 'token-in-time' }).expect(403);
  });

  it('says which clients there are, and which users', async () => {
    await app.createClient('claude');
    const missing = await put('claud', {}).expect(404);
    expect(missing.body).toMatchObject({ code: 'not_found', details: ['claude'] });
    const refused = await put('claude', { owner: 'bob' }).expect(400);
    expect(refused.body.details).toEqual(['owner: there is no user named "bob"']);
  });

  it('keeps a client whose owner is deleted, without owner', async () => {
    await app.createUser('carol');
    const token = await app.createClient('orphan', { owner: 'carol' });
    await app.createClient('other', { owner: 'alice' });
    await app.delete('/api/v0/users/carol', { token: app.adminToken }).expect(204);
    expect(await stored('orphan')).toMatchObject({ owner: null });
    expect(await stored('other')).toMatchObject({ owner: 'alice' });
    await app.get('/api/v0/users/whoami', { token }).expect(403);
  });
});
