import { beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../support/every-database.js';
import { TestApp } from '../support/test-app.js';

const CLIENTS = '/api/v0/clients';
const NOTHING_MORE = {
  allowed_tools: [],
  denied_tools: [],
  allowed_groups: [],
  owner: null,
  rate_limit_rpm: null,
};

onEveryDatabase(({ fresh }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.startEnterprise({ databaseUrl: await fresh() });
  }, 60_000);

  it('creates a client with what MCPJungle’s client sends, and shows its token once', async () => {
    const body = {
      name: 'claude-desktop',
      description: 'on Alice’s machine',
      is_custom_access_token: false,
      allow_list: ['jira', 'github', 'jira'],
    };
    const answer = await app.post(CLIENTS, { token: app.adminToken, body }).expect(201);
    expect(answer.body).toEqual({
      name: 'claude-desktop',
      description: 'on Alice’s machine',
      allow_list: ['jira', 'github'],
      ...NOTHING_MORE,
      access_token: expect.stringMatching(/^mcpj_c_[\w-]{43}$/),
      token_prefix: answer.body.access_token.slice(0, 11),
      created_at: expect.any(String),
      expires_at: null,
      last_used_at: null,
      warnings: expect.any(Array),
    });
    const list = await app.get(CLIENTS, { token: app.adminToken }).expect(200);
    expect(list.body).toEqual([
      {
        name: 'claude-desktop',
        description: 'on Alice’s machine',
        allow_list: ['jira', 'github'],
        ...NOTHING_MORE,
        token_prefix: answer.body.token_prefix,
        created_at: answer.body.created_at,
        expires_at: null,
        last_used_at: null,
      },
    ]);
  });

  it('takes access_token in the body beside the bearer token of who asks', async () => {
    const body = {
      name: 'custom',
      access_token: 'a-token-of-my-own',
      is_custom_access_token: true,
      allow_list: null,
    };
    const answer = await app.post(CLIENTS, { token: app.adminToken, body }).expect(201);
    expect(answer.body).toMatchObject({
      access_token: 'a-token-of-my-own',
      token_prefix: 'a-',
      allow_list: [],
    });
  });

  it('refuses a name that is taken, compared exactly', async () => {
    await app.createClient('Cursor');
    await app.createClient('cursor');
    const answer = await app.post(CLIENTS, { token: app.adminToken, body: { name: 'Cursor' } }).expect(409);
    expect(answer.body).toEqual({ error: 'MCP client "Cursor" exists already', code: 'conflict' });
  });

  it('makes one client of ten requests at once, with its grants once', async () => {
    const body = { name: 'parallel', allow_list: ['a', 'b'] };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => app.post(CLIENTS, { token: app.adminToken, body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    const list = await app.get(CLIENTS, { token: app.adminToken }).expect(200);
    const made = list.body.filter(({ name }: { name: string }) => name === 'parallel');
    expect(made).toMatchObject([{ allow_list: ['a', 'b'] }]);
  });

  it('deletes a client, and answers 204 also when there is none', async () => {
    const token = await app.createClient('short-lived', { allow_list: ['*'] });
    for (let i = 0; i < 2; i++) {
      await app.delete(`${CLIENTS}/short-lived`, { token: app.adminToken }).expect(204, '');
    }
    await app.get('/api/v0/users/whoami', { token }).expect(401);
    const again = await app.createClient('short-lived');
    expect(again).not.toBe(token);
    await app.get('/api/v0/users/whoami', { token }).expect(401);
  });

  it('is gone from a server with a body or an odd Content-Type on DELETE too', async () => {
    await app.createClient('odd');
    await app
      .delete(`${CLIENTS}/odd`, { token: app.adminToken, headers: { 'Content-Type': 'application/json' } })
      .expect(204);
    await app
      .delete(`${CLIENTS}/odd`, { token: app.adminToken, headers: { 'Content-Type': 'nonsense' } })
      .expect(204);
  });

  it('keeps names as long as they may be, in every letter they may have', async () => {
    for (const name of [`x${'y'.repeat(127)}`, 'a.b_c@d+e-f', '0']) {
      await app.createClient(name);
      await app.delete(`${CLIENTS}/${encodeURIComponent(name)}`, { token: app.adminToken }).expect(204);
      const { body } = await app.get(CLIENTS, { token: app.adminToken }).expect(200);
      expect(body.map((client: { name: string }) => client.name)).not.toContain(name);
    }
  });
});

describe('POST /clients', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.startEnterprise();
  });

  it.each([
    [{}, 'name must be'],
    [{ name: 'a/b' }, 'name must be'],
    [{ name: 'x', allow_list: 'github' }, 'allow_list must be an array'],
    [{ name: 'x', allow_list: [''] }, 'allow_list'],
    [{ name: 'x', allow_list: ['git hub'] }, 'allow_list'],
    [{ name: 'x', allow_list: ['a__b'] }, 'allow_list'],
    [{ name: 'x', allow_list: ['**'] }, 'allow_list'],
    [{ name: 'x', allow_list: [1] }, 'allow_list'],
    [{ name: 'x', allow_list: Array<string>(1001).fill('a') }, 'allow_list'],
    [{ name: 'x', description: 5 }, 'description must be'],
    [{ name: 'x', description: 'x'.repeat(10_001) }, 'description must be'],
    [{ name: 'x', access_token: '1234567' }, 'access_token must be'],
    [{ name: 'x', expires_in: 90 }, 'expires_in must be'],
    [{ name: 'x', is_custom_access_token: 'yes' }, 'is_custom_access_token must be'],
    [{ name: 'x', allowed_tools: [''] }, 'allowed_tools'],
    [{ name: 'x', denied_tools: ['x'.repeat(256)] }, 'denied_tools'],
    [{ name: 'x', denied_tools: ['a\u0000b'] }, 'denied_tools'],
    [{ name: 'x', allowed_groups: ['*'] }, 'allowed_groups'],
    [{ name: 'x', owner: '' }, 'owner must be'],
    [{ name: 'x', owner: 'nobody' }, 'owner: there is no user named "nobody"'],
    [{ name: 'x', rate_limit_rpm: 0 }, 'rate_limit_rpm must'],
    [{ name: 'x', rate_limit_rpm: 1.5 }, 'rate_limit_rpm must'],
    [{ name: 'x', allowed_servers: [] }, 'unknown field "allowed_servers"'],
  ])('refuses %j', async (body, line) => {
    const answer = await app.post(CLIENTS, { token: app.adminToken, body }).expect(400);
    expect(answer.body.details).toHaveLength(1);
    expect(answer.body.details[0]).toContain(line);
  });

  it('warns of servers and groups that do not exist, and takes them all the same', async () => {
    const body = { name: 'hopeful', allow_list: ['nowhere', '*'], allowed_groups: ['nothing'] };
    const answer = await app.post(CLIENTS, { token: app.adminToken, body }).expect(201);
    expect(answer.body.allow_list).toEqual(['nowhere', '*']);
    expect(answer.body.warnings).toEqual([
      'there is no server named "nowhere" yet',
      'there is no group named "nothing" yet',
    ]);
    const changed = { allow_list: [], allowed_groups: ['nothing'] };
    const updated = await app.put(`${CLIENTS}/hopeful`, { token: app.adminToken, body: changed }).expect(200);
    expect(updated.body.warnings).toEqual(['there is no group named "nothing" yet']);
  });

  it('gives `expires_at`', async () => {
    const body = { name: 'expiring', expires_in: '30m' };
    const answer = await app.post(CLIENTS, { token: app.adminToken, body }).expect(201);
    const minutes = (Date.parse(answer.body.expires_at) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(29);
    expect(minutes).toBeLessThanOrEqual(30);
  });
});
