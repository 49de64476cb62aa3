import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { onEveryDatabase } from '../support/every-database.js';
import { TestApp } from '../support/test-app.js';

const ENTERPRISE = { mode: 'enterprise' };

onEveryDatabase(({ fresh }) => {
  const start = async (env: NodeJS.ProcessEnv = {}) =>
    TestApp.start({ env: { SERVER_MODE: 'enterprise', ...env }, databaseUrl: await fresh() });

  describe('POST /init', () => {
    it('makes the admin, whose token works at once', async () => {
      const app = await start();
      const { body } = await app.post('/init', { body: ENTERPRISE }).expect(200);
      expect(body).toEqual({
        status: 'initialized in enterprise mode',
        admin_access_token: expect.stringMatching(/^mcpj_a_[\w-]{43}$/),
      });
      const whoami = await app.get('/api/v0/users/whoami', { token: body.admin_access_token }).expect(200);
      expect(whoami.body).toEqual({ username: 'admin', role: 'admin' });
    });

    it('is 400 a second time, also after a restart, and changes nothing', async () => {
      const app = await start();
      const { body } = await app.post('/init', { body: ENTERPRISE }).expect(200);
      const again = await app.post('/init', { body: ENTERPRISE }).expect(400);
      expect(again.body.code).toBe('already_initialized');
      const restarted = await app.restart();
      expect((await restarted.post('/init', { body: ENTERPRISE }).expect(400)).body.code).toBe(
        'already_initialized',
      );
      await restarted.get('/api/v0/users/whoami', { token: body.admin_access_token }).expect(200);
    });

    it('lets exactly one of twenty through, spread over two servers', async () => {
      const one = await start();
      const two = await one.another();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 ? one : two).post('/init', { body: ENTERPRISE })),
      );
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      expect(answers.filter(({ body }) => body.code === 'already_initialized')).toHaveLength(19);
      const token = won[0]!.body.admin_access_token;
      const users = await one.get('/api/v0/users', { token }).expect(200);
      expect(users.body).toMatchObject([{ username: 'admin', role: 'admin' }]);
    });

    it('is noticed by the other servers on the same database', async () => {
      const one = await start();
      const two = await one.another();
      const { body } = await one.post('/init', { body: ENTERPRISE }).expect(200);
      await eventually(async () => {
        await two.get('/api/v0/users/whoami', { token: body.admin_access_token }).expect(200);
      });
    });
  });

  describe('an enterprise server that is not initialized', () => {
    it('answers 403 on API and MCP endpoints, and still tells how it is', async () => {
      const app = await start();
      for (const path of ['/api/v0/users', '/api/v0/users/whoami', '/api/v0/clients']) {
        const { body } = await app.get(path).expect(403);
        expect(body).toEqual({
          error: expect.stringContaining('init-server'),
          code: 'server_not_initialized',
        });
      }
      await app.get('/health').expect(200);
      await app.get('/metadata').expect(200);
    });

    it('is initialized by ADMIN_ACCESS_TOKEN, also when two servers start together', async () => {
      const env = { ADMIN_ACCESS_TOKEN: 'chosen-by-the-operator' };
      const databaseUrl = await fresh();
      const options = {
        env: { SERVER_MODE: 'enterprise', SECRET_KEY: Buffer.alloc(32, 7).toString('base64'), ...env },
        databaseUrl,
      };
      const apps = await Promise.all([TestApp.start(options), TestApp.start(options)]);
      for (const app of apps) {
        await eventually(async () => {
          await app.get('/api/v0/users/whoami', { token: env.ADMIN_ACCESS_TOKEN }).expect(200);
        });
        await app.post('/init', { body: ENTERPRISE }).expect(400);
      }
    });
  });

  describe('the mode', () => {
    it('development initializes itself and refuses /init', async () => {
      const app = await TestApp.start({ databaseUrl: await fresh() });
      const same = await app.post('/init', { body: { mode: 'development' } }).expect(400);
      expect(same.body.code).toBe('already_initialized');
      const other = await app.post('/init', { body: ENTERPRISE }).expect(400);
      expect(other.body).toEqual({ error: expect.stringContaining('--enterprise'), code: 'invalid' });
    });

    it('development becomes enterprise by /init, and never goes back', async () => {
      const development = await TestApp.start({ databaseUrl: await fresh() });
      const enterprise = await development.restart({ SERVER_MODE: 'enterprise' });
      await enterprise.get('/api/v0/users').expect(403);
      await enterprise.post('/init', { body: ENTERPRISE }).expect(200);
      await enterprise.post('/init', { body: ENTERPRISE }).expect(400);
      await expect(enterprise.restart({ SERVER_MODE: 'development' })).rejects.toMatchObject({
        name: 'ConfigError',
        message: expect.stringMatching(/^the database was initialized in enterprise mode [^\n]*--enterprise/),
      });
    });
  });
});

describe('POST /init', () => {
  it('takes `production` for enterprise, as MCPJungle sends it, and no other mode', async () => {
    const app = await TestApp.start({ env: { SERVER_MODE: 'enterprise' } });
    for (const body of [{}, { mode: 'development' }, { mode: 'x' }, { mode: 'enterprise', extra: 1 }]) {
      expect((await app.post('/init', { body }).expect(400)).body.code).toBe('invalid');
    }
    await app.post('/init').expect(400);
    await app.post('/init', { body: { mode: 'production' } }).expect(200);
  });

  it('needs INIT_TOKEN where one is set, before it looks at the body', async () => {
    const app = await TestApp.start({ env: { SERVER_MODE: 'enterprise', INIT_TOKEN: 'let-me-in' } });
    for (const token of [undefined, 'let-me-out']) {
      const answer = await app.post('/init', { token, body: { mode: 'x' } }).expect(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    await app.post('/init', { token: 'let-me-in', body: ENTERPRISE }).expect(200);
  });
});

describe('RESET_ADMIN', () => {
  it("replaces the admin's token, and nothing else", async () => {
    const app = await TestApp.startEnterprise();
    const alice = await app.createUser('alice');
    const reset = { RESET_ADMIN: '1', ADMIN_ACCESS_TOKEN: 'a-new-admin-token' };
    const restarted = await app.restart(reset);
    await restarted.get('/api/v0/users', { token: reset.ADMIN_ACCESS_TOKEN }).expect(200);
    await restarted.get('/api/v0/users', { token: app.adminToken }).expect(401);
    await restarted.get('/api/v0/users/whoami', { token: alice }).expect(200);
  });

  it('makes the admin again who was deleted', async () => {
    const app = await TestApp.startEnterprise();
    const root = await app.createUser('root', { role: 'admin' });
    await app.delete('/api/v0/users/admin', { token: root }).expect(204);
    const restarted = await app.restart({ RESET_ADMIN: '1', ADMIN_ACCESS_TOKEN: 'a-new-admin-token' });
    await restarted.get('/api/v0/users', { token: 'a-new-admin-token' }).expect(200);
  });

  it('takes ADMIN_ACCESS_TOKEN: one line says so', async () => {
    const app = await TestApp.startEnterprise();
    await expect(app.restart({ RESET_ADMIN: '1' })).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(/^RESET_ADMIN is set and ADMIN_ACCESS_TOKEN is not/),
    });
  });
});
