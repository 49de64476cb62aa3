import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { onEveryDatabase } from '../support/every-database.js';
import { TestApp } from '../support/test-app.js';

const USERS = '/api/v0/users';
const WHOAMI = '/api/v0/users/whoami';
let app: TestApp;

const change = (username: string, body: object) =>
  app.put(`${USERS}/${username}`, { token: app.adminToken, body });

onEveryDatabase(({ fresh }) => {
  beforeAll(async () => {
    app = await TestApp.startEnterprise({ databaseUrl: await fresh() });
  }, 60_000);

  it('changes what is sent and nothing else; the name in the path counts', async () => {
    const token = await app.createUser('alice', { expires_in: '1d' });
    const before = await change('alice', {}).expect(200);
    const { body } = await change('alice', { username: 'admin', role: 'admin' }).expect(200);
    expect(body).toEqual({ ...before.body, role: 'admin' });
    expect((await app.get(WHOAMI, { token })).body).toEqual({ username: 'alice', role: 'admin' });
    const later = await change('alice', { role: 'user', expires_in: '9d' }).expect(200);
    expect(Date.parse(later.body.expires_at) - Date.now()).toBeGreaterThan(8 * 86_400_000);
    await app.get(USERS, { token }).expect(403);
  });

  it('replaces the token at once, and takes the same one again', async () => {
    const token = await app.createUser('bob');
    for (let i = 0; i < 2; i++) {
      const { body } = await change('bob', { access_token: 'a-token-of-bob' }).expect(200);
      expect(body).toMatchObject({ username: 'bob', token_prefix: 'a-', expires_at: null });
      expect(JSON.stringify(body)).not.toContain('a-token-of-bob');
    }
    await app.get(WHOAMI, { token }).expect(401);
    await app.get(WHOAMI, { token: 'a-token-of-bob' }).expect(200);
  });

  it('keeps the last admin one, also when two admins demote each other at once', async () => {
    const alone = await change('admin', { role: 'user' }).expect(422);
    expect(alone.body).toEqual({
      error: '"admin" is the last admin and has to stay one',
      code: 'rule_violated',
    });
    await change('admin', { role: 'admin' }).expect(200);
    const rival = await app.createUser('rival', { role: 'admin' });
    const answers = await Promise.all([
      change('rival', { role: 'user' }),
      app.put(`${USERS}/admin`, { token: rival, body: { role: 'user' } }),
    ]);
    // Whoever comes second is refused: by this rule, or because they are no admin any more.
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    app.adminToken = answers[0].status === 200 ? app.adminToken : rival;
    const { body } = await app.get(USERS, { token: app.adminToken }).expect(200);
    expect(body.filter(({ role }: { role: string }) => role === 'admin')).toHaveLength(1);
  });
});

describe('PUT /users/:username', () => {
  beforeAll(async () => {
    app = await TestApp.startEnterprise();
    await app.createUser('carol', { access_token: 'carols-own-token' });
  });

  it('takes what MCPJungle’s client sends', async () => {
    await change('carol', { username: 'carol', access_token: 'another-of-carol' }).expect(200);
    await app.get(WHOAMI, { token: 'another-of-carol' }).expect(200);
  });

  it.each([
    [{ role: 'root' }, 400, 'role must be one of'],
    [{ access_token: 'short' }, 400, 'access_token must be 8 to 4096'],
    [{ expires_in: 'soon' }, 400, 'expires_in must be a duration'],
    [{ name: 'x' }, 400, 'unknown field "name"'],
  ])('refuses %j', async (body, status, message) => {
    const answer = await change('carol', body).expect(status);
    expect(answer.body.error).toContain(message);
  });

  it('refuses a token that somebody else has, and leaves all as it was', async () => {
    await app.createClient('agent', { access_token: 'the-token-of-agent' });
    await change('carol', { role: 'admin', access_token: 'the-token-of-agent' }).expect(409);
    const { body } = await app.get(USERS, { token: app.adminToken });
    expect(body).toContainEqual(expect.objectContaining({ username: 'carol', role: 'user' }));
  });

  it('answers 404 with near names for a user who does not exist', async () => {
    const { body } = await change('carl', { role: 'user' }).expect(404);
    expect(body.error).toBe('no user named "carl"; did you mean "carol"?');
  });

  it('gives no new token a time that has passed', async () => {
    const token = await app.createUser('brief', { expires_in: '1s' });
    await eventually(() => app.get(WHOAMI, { token }).expect(401));
    const { body } = await change('brief', { access_token: 'a-token-of-brief' }).expect(422);
    expect(body.error).toMatch(/^the token expired on .*; say with expires_in how long the new one lives$/);
    await change('brief', { access_token: 'a-token-of-brief', expires_in: '1h' }).expect(200);
    await app.get(WHOAMI, { token: 'a-token-of-brief' }).expect(200);
  });

  it('revives an expired token with a later time', async () => {
    const token = await app.createUser('sleeper', { expires_in: '1s' });
    await eventually(() => app.get(WHOAMI, { token }).expect(401));
    await change('sleeper', { expires_in: '1h' }).expect(200);
    await app.get(WHOAMI, { token }).expect(200);
  });
});
