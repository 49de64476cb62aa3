import { describe, expect, it } from '@jest/globals';
import { program } from '../gateway/support/stdio/programs.js';
import { TestApp } from '../support/test-app.js';

const definition = { name: 'p', transport: 'stdio', ...program(), env: { KEY: 's3cret' } };

function register(app: TestApp, body: object = definition, query = '') {
  return app.post(`/api/v0/servers${query}`, { token: app.adminToken, body });
}

describe('STDIO_ALLOWED_COMMANDS', () => {
  it.each([
    ['names others', 'npx,uvx'],
    ['is empty', ''],
    ['names it with another path', 'node'],
  ])('refuses a command where it %s', async (_, commands) => {
    const app = await TestApp.start({ env: { STDIO_ALLOWED_COMMANDS: commands } });
    const { status, body } = await register(app);
    expect([status, body]).toEqual([
      422,
      {
        code: 'command_not_allowed',
        error: `the command "${process.execPath}" is not one of those that STDIO_ALLOWED_COMMANDS allows`,
      },
    ]);
    expect((await app.get('/api/v0/servers')).body).toEqual([]);
  });

  it('allows those that it names, and stops what was allowed before from being started', async () => {
    const app = await TestApp.start({ env: { STDIO_ALLOWED_COMMANDS: `npx, ${process.execPath}` } });
    await register(app).expect(201);
    const narrowed = await app.restart({ STDIO_ALLOWED_COMMANDS: 'npx' });
    const { status, body } = await narrowed.post('/api/v0/tools/call', {
      body: { name: 'p__pid', arguments: {} },
    });
    expect([status, body.error]).toEqual([
      502,
      `MCP server "p": the command "${process.execPath}" is not one of those that STDIO_ALLOWED_COMMANDS allows`,
    ]);
    expect((await narrowed.get('/api/v0/servers')).body).toHaveLength(1);
  });
});

describe('a secret of the environment', () => {
  it('is shown as ***, which sent back keeps it', async () => {
    const app = await TestApp.start();
    const { body } = await register(app).expect(201);
    expect(body.server).toMatchObject({ env: { KEY: '***' }, args: definition.args });
    expect(body.server).not.toHaveProperty('url');
    await register(app, { ...definition, env: { KEY: '***' } }, '?force=true').expect(201);
    const called = await app
      .post('/api/v0/tools/call', { body: { name: 'p__env', arguments: {} } })
      .expect(200);
    expect(JSON.parse(called.body.content[0].text)).toMatchObject({ KEY: 's3cret' });
    const refused = await register(app, { ...definition, env: { OTHER: '***' } }, '?force=true').expect(400);
    expect(refused.body.error).toMatch(/^env.OTHER is "\*\*\*"/);
  });
});
