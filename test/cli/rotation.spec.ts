import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { TestApp } from '../support/test-app.js';

const WHOAMI = '/api/v0/users/whoami';

describe('changing tokens', () => {
  let app: TestApp;
  let admin: Person;

  beforeAll(async () => {
    app = await TestApp.startEnterprise();
    admin = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: app.adminToken } });
  });

  it('rotate user prints how they sign in, and until when the old token is good', async () => {
    const old = await app.createUser('alice');
    const { code, stdout, stderr } = await admin.types('mcpjungle rotate user alice --grace 24h');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, token] = /\n {2}mcpjungle login (mcpj_u_[\w-]{43})\n/.exec(stdout) ?? [];
    const [, until = ''] = /The old access token is good until (\S+)\.\n/.exec(stdout) ?? [];
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(86_000_000);
    for (const good of [old, token]) await app.get(WHOAMI, { token: good }).expect(200);
  });

  it('rotate mcp-client without --grace ends the old token at once', async () => {
    await app.createClient('cursor');
    const { stdout } = await admin.types('mcpjungle rotate mcp-client cursor --expires-in 90d');
    expect(stdout).toMatch(
      /^MCP client cursor has a new access token, shown only now:\n {2}mcpj_c_[\w-]{43}\nThe old access token is refused from now on.\n$/,
    );
    const json = await admin.types('mcpjungle rotate mcp-client cursor --grace 90s --json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      name: 'cursor',
      access_token: expect.stringMatching(/^mcpj_c_/),
      previous_token_expires_at: expect.any(String),
    });
  });

  it('update mcp-client says until when the token lives', async () => {
    await app.createClient('short-lived');
    const { stdout } = await admin.types('mcpjungle update mcp-client short-lived --expires-in 90d');
    expect(stdout).toMatch(/^MCP client short-lived is updated\.\nIts access token expires at 20\S+Z\.\n$/);
  });

  it('says which name may have been meant', async () => {
    const { code, stderr } = await admin.types('mcpjungle rotate mcp-client curser');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: no MCP client named "curser"; did you mean "cursor"?\n',
    });
  });

  it('update user changes role, expiry and token', async () => {
    await app.createUser('bob');
    const role = await admin.types('mcpjungle update user bob --role admin');
    expect(role.stdout).toBe('User bob is updated.\nTheir role is admin.\n');
    const rest = await admin.types(
      'echo a-token-of-bob | mcpjungle update user bob --access-token - --expires-in 90d',
    );
    expect(rest).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^User bob is updated.\nTheir access token expires at \S+\.\nTheir old access token is refused from now on.\n$/,
      ),
      stderr: '',
    });
    const me = await app.get(WHOAMI, { token: 'a-token-of-bob' }).expect(200);
    expect(me.body).toEqual({ username: 'bob', role: 'admin' });
  });

  it('update user says what it can change, and what it may not', async () => {
    expect(await admin.types('mcpjungle update user bob')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: nothing to change; needed is one of --access-token, --role, --expires-in\n',
    });
    await app.put('/api/v0/users/bob', { token: app.adminToken, body: { role: 'user' } }).expect(200);
    expect(await admin.types('mcpjungle update user admin --role user')).toMatchObject({
      code: 1,
      stderr: 'error: "admin" is the last admin and has to stay one\n',
    });
  });
});
