import { beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../support/every-database.js';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';

const USERS = '/api/v0/users';
const WHOAMI = '/api/v0/users/whoami';

onEveryDatabase(({ fresh }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.startEnterprise({ databaseUrl: await fresh() });
  }, 60_000);

  it('creates a user with a generated token that is shown once', async () => {
    const { body } = await app
      .post(USERS, { token: app.adminToken, body: { username: 'alice' } })
      .expect(201);
    expect(body).toEqual({
      username: 'alice',
      role: 'user',
      access_token: expect.stringMatching(/^mcpj_u_[\w-]{43}$/),
      token_prefix: body.access_token.slice(0, 11),
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      expires_at: null,
      last_used_at: null,
    });
    expect(Math.abs(Date.parse(body.created_at) - Date.now())).toBeLessThan(60_000);
    const whoami = await app.get(WHOAMI, { token: body.access_token }).expect(200);
    expect(whoami.body).toEqual({ username: 'alice', role: 'user' });
    const list = await app.get(USERS, { token: app.adminToken }).expect(200);
    expect(JSON.stringify(list.body)).not.toContain(body.access_token);
  });

  it('lists users by name, never a token or an id', async () => {
    await app.createUser('zoe', { access_token: 'zoes-own-token' });
    await app.createUser('bob');
    const { body } = await app.get(USERS, { token: app.adminToken }).expect(200);
    const names = body.map(({ username }: { username: string }) => username);
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['admin', 'bob', 'zoe']));
    for (const user of body) {
      expect(Object.keys(user).sort()).toEqual([
        'created_at',
        'expires_at',
        'last_used_at',
        'role',
        'token_prefix',
        'username',
      ]);
    }
    expect(body.find(({ username }: { username: string }) => username === 'zoe').token_prefix).toBe('zo');
  });

  it('gives another admin the same rights', async () => {
    const token = await app.createUser('second', { role: 'admin' });
    expect(token).toMatch(/^mcpj_a_/);
    await app.get(USERS, { token }).expect(200);
    await app.delete(`${USERS}/second`, { token: app.adminToken }).expect(204);
  });

  it('refuses a name or a token that is taken, exact letters counting', async () => {
    await app.createUser('Carol', { access_token: 'carols-own-token' });
    await app.createUser('carol');
    const body = { username: 'Carol' };
    const taken = await app.post(USERS, { token: app.adminToken, body }).expect(409);
    expect(taken.body).toEqual({ error: 'user "Carol" exists already', code: 'conflict' });
    const same = { username: 'dave', access_token: 'carols-own-token' };
    await app.post(USERS, { token: app.adminToken, body: same }).expect(409);
    await app
      .post('/api/v0/clients', { token: app.adminToken, body: { ...same, name: 'x', username: undefined } })
      .expect(409);
    const upper = { username: 'dave', access_token: 'Carols-own-token' };
    await app.post(USERS, { token: app.adminToken, body: upper }).expect(201);
  });

  it('makes one user of ten requests at once for the same name', async () => {
    const body = { username: 'erin' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => app.post(USERS, { token: app.adminToken, body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
  });

  it('deletes a user, whose next request is refused', async () => {
    const token = await app.createUser('frank');
    await app.get(WHOAMI, { token }).expect(200);
    await app.delete(`${USERS}/frank`, { token: app.adminToken }).expect(204, '');
    await app.get(WHOAMI, { token }).expect(401);
  });

  it('answers 404 with near names for a user who does not exist', async () => {
    await app.createUser('gertrude');
    const { body } = await app.delete(`${USERS}/gertrud`, { token: app.adminToken }).expect(404);
    expect(body.code).toBe('not_found');
    expect(body.error).toBe('no user named "gertrud"; did you mean "gertrude"?');
  });

  it('keeps the last admin, also when two admins delete each other at once', async () => {
    const alone = await app.delete(`${USERS}/admin`, { token: app.adminToken }).expect(400);
    expect(alone.body.error).toBe('"admin" is the last admin and cannot be deleted');
    const other = await app.another();
    const token = await app.createUser('rival', { role: 'admin' });
    await eventually(() => other.get(USERS, { token }).expect(200));
    const answers = await Promise.all([
      app.delete(`${USERS}/rival`, { token: app.adminToken }),
      other.delete(`${USERS}/admin`, { token }),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
    const winner = answers[0].status === 204 ? app.adminToken : token;
    const { body } = await app.get(USERS, { token: winner }).expect(200);
    expect(body.filter(({ role }: { role: string }) => role === 'admin')).toHaveLength(1);
    app.adminToken = winner;
  });

  it('outlives a restart', async () => {
    const token = await app.createUser('henry', { expires_in: '1d' });
    const restarted = await app.restart();
    await restarted.get(WHOAMI, { token }).expect(200);
    const { body } = await restarted.get(USERS, { token: app.adminToken }).expect(200);
    const henry = body.find(({ username }: { username: string }) => username === 'henry');
    expect(Date.parse(henry.expires_at) - Date.now()).toBeGreaterThan(86_000_000);
    app = restarted;
  });
});

describe('POST /users', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.startEnterprise();
  });

  it.each([
    [{}, ['username must be up to 128']],
    [{ username: '' }, ['username must be']],
    [{ username: '_x' }, ['username must be']],
    [{ username: 'a b' }, ['username must be']],
    [{ username: 'x'.repeat(129) }, ['username must be']],
    [{ username: 7 }, ['username must be']],
    [{ username: ['x'] }, ['username must be']],
    [{ username: 'x', role: 'root' }, ['role must be one of']],
    [{ username: 'x', role: 'client' }, ['role must be one of']],
    [{ username: 'x', access_token: 'short' }, ['access_token must be 8 to 4096']],
    [{ username: 'x', access_token: 'white space' }, ['access_token must be']],
    [{ username: 'x', access_token: 'x'.repeat(4097) }, ['access_token must be']],
    [{ username: 'x', expires_in: '3 weeks' }, ['expires_in must be a duration']],
    [{ username: 'x', expires_in: '0d' }, ['expires_in must be']],
    [{ username: 'x', access_token_ref: { env: 'TOKEN' } }, ['access_token_ref is for files']],
    [{ username: 'x', id: 1 }, ['unknown field "id"']],
    [{ username: '!', role: 1, more: 1 }, ['unknown field "more"', 'username must be', 'role must be']],
  ])('refuses %j, naming every field that is wrong', async (body, lines) => {
    const answer = await app.post(USERS, { token: app.adminToken, body }).expect(400);
    expect(answer.body.code).toBe('invalid');
    expect(answer.body.details).toHaveLength(lines.length);
    for (const line of lines) expect(answer.body.details.join('\n')).toContain(line);
  });

  it('takes null for a field left out', async () => {
    const body = { username: 'nil', access_token: null, role: null, expires_in: null };
    const answer = await app.post(USERS, { token: app.adminToken, body }).expect(201);
    expect(answer.body).toMatchObject({ role: 'user', expires_at: null });
    expect(answer.body.token_prefix).toBe(answer.body.access_token.slice(0, 11));
  });

  it('takes a JWT for a token', async () => {
    const token = `eyJhbGciOi.${'a'.repeat(1500)}.sig_-`;
    expect(await app.createUser('jwt', { access_token: token })).toBe(token);
    await app.get(WHOAMI, { token }).expect(200);
  });

  it('refuses a token once it has expired', async () => {
    const token = await app.createUser('brief', { expires_in: '1s' });
    await app.get(WHOAMI, { token }).expect(200);
    await eventually(() => app.get(WHOAMI, { token }).expect(401));
  });

  it('is for enterprise mode', async () => {
    const development = await TestApp.start();
    for (const answer of [
      await development.get(USERS),
      await development.get(WHOAMI),
      await development.post(USERS, { body: { username: 'x' } }),
      await development.delete(`${USERS}/x`),
      await development.put(`${USERS}/x`, { body: {} }),
      await development.post(`${USERS}/x/rotate`),
      await development.get('/api/v0/clients'),
      await development.post('/api/v0/clients', { body: { name: 'x' } }),
      await development.delete('/api/v0/clients/x'),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.body.code).toBe('enterprise_only');
    }
  });
});
