import { describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { eventually } from '../support/eventually.js';
import { onEveryDatabase, onEveryDatabaseServer } from '../support/every-database.js';
import { TestApp } from '../support/test-app.js';

onEveryDatabase(({ fresh }) => {
  it('is ready, part by part', async () => {
    const app = await TestApp.start({ databaseUrl: await fresh() });
    const { body } = await app.get('/ready').expect(200);
    expect(body).toEqual({
      status: 'ok',
      parts: {
        database: { status: 'up' },
        migrations: { status: 'up' },
        catalogue: { status: 'up' },
        'event bus': { status: 'up' },
      },
    });
  });
});

onEveryDatabaseServer(({ start }) => {
  it('says so when the database goes away, serves what needs none, and is ready again when it is back', async () => {
    const server = await start();
    const app = await TestApp.startEnterprise({ databaseUrl: await server.freshDatabase() });
    const alice = await app.createUser('alice');
    await server.stop();
    const down = await eventually(() => app.get('/ready').expect(503), 20_000);
    expect(down.body).toMatchObject({
      status: 'error',
      parts: { database: { status: 'down', message: expect.any(String) }, catalogue: { status: 'up' } },
    });
    await app.get('/health').expect(200);
    await app.get('/api/v0/users/whoami', { token: alice }).expect(200);
    await app.get('/api/v0/servers', { token: alice }).expect(200, []);
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: alice } });
    expect(await person.mcpjungle('status')).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /^Server: {3}v\S+ \(enterprise mode\) at .*\nDatabase: not reachable: \S.*\n$/,
      ),
      stderr: expect.stringContaining('There are no MCP servers yet'),
    });
    const write = await app.post('/api/v0/users', { token: app.adminToken, body: { username: 'bob' } });
    expect(write.status).toBe(503);
    expect(write.body.code).toBe('database_unavailable');
    await server.restart();
    await eventually(() => app.get('/ready').expect(200), 20_000);
    await app.createUser('bob');
    const { body } = await app.get('/api/v0/users', { token: app.adminToken }).expect(200);
    expect(body.map(({ username }: { username: string }) => username)).toEqual(['admin', 'alice', 'bob']);
  }, 90_000);
});

describe('what anybody may ask', () => {
  it('is whether the process lives, and what it is', async () => {
    const app = await TestApp.start();
    await app.get('/health').expect(200, { status: 'ok' });
    const { body } = await app.get('/metadata').expect(200);
    expect(body).toEqual({ version: expect.stringMatching(/^v\d+\.\d+\.\d+/), mode: 'development' });
  });

  it('is the API’s description, for programs and for people', async () => {
    const app = await TestApp.start();
    const { body } = await app.get('/openapi.json').expect(200);
    expect(body.openapi).toMatch(/^3\.1/);
    expect(Object.keys(body.paths)).toContain('/api/v0/clients');
    const page = await app.get('/docs').expect(200);
    expect(page.headers['content-type']).toContain('text/html');
    const scripts = [...page.text.matchAll(/src="(\.\/[^"]+)"/g)].map(([, path]) => path!.slice(1));
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) await app.get(path).expect(200);
  });
});
