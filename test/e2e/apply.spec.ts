import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import type { AppliedView } from '../../api/configurations.js';
import { connectAgent, toolNames } from '../support/agent.js';
import { everythingBehindToken } from '../support/everything.js';
import type { Front } from '../support/front.js';
import { TestApp } from '../support/test-app.js';

let upstream: Front;
let app: TestApp;

beforeAll(async () => {
  upstream = await everythingBehindToken('upstream-token');
});

beforeEach(async () => {
  app = await TestApp.startEnterprise();
});

const server = (name: string, fields: object = {}) => ({
  name,
  transport: 'streamable_http',
  url: upstream.url,
  bearer_token: 'upstream-token',
  ...fields,
});

async function apply(body: object, query = '', status = 200): Promise<AppliedView> {
  const answer = await app.post(`/api/v0/apply${query}`, { token: app.adminToken, body });
  expect({ status: answer.status, error: (answer.body as { error?: string }).error }).toEqual({
    status,
    error: status === 200 ? undefined : expect.any(String),
  });
  return answer.body as AppliedView;
}

async function names(path: string, field = 'name'): Promise<string[]> {
  const { body } = await app.get(path, { token: app.adminToken }).expect(200);
  return (body as Record<string, string>[]).map((one) => one[field]!);
}

async function toolsOf(token: string): Promise<string[]> {
  return toolNames(await connectAgent({ url: app.url, token }));
}

function changeSqlite(statement: string): void {
  const file = new Sqlite(app.databaseUrl.replace('sqlite:', ''));
  file.exec(statement);
  file.close();
}

const done = ({ changes }: AppliedView) =>
  changes.map(({ action, type, name, fields }) => [action, type, name, fields.join()].join(' ').trim());

describe('apply', () => {
  it('plans, does what it planned, and then has nothing to do', async () => {
    const whole = {
      servers: [server('one'), server('two', { description: 'second' })],
      mcp_clients: [
        { name: 'agent', allowed_servers: ['one'], denied_tools: ['*__get-env'], owner: 'alice' },
      ],
      users: [{ name: 'alice' }, { name: 'bob', role: 'admin', access_token: 'token-of-bob' }],
    };
    const expected = [
      'create server one',
      'create server two',
      'create user bob',
      'create user alice',
      'create mcp-client agent',
    ];
    expect(done(await apply(whole, '?dry_run=true'))).toEqual(expected);
    expect(await names('/api/v0/servers')).toEqual([]);
    const applied = await apply(whole);
    expect(done(applied)).toEqual(expected);
    expect(applied.tokens.map(({ type, name }) => [type, name])).toEqual([
      ['user', 'alice'],
      ['mcp-client', 'agent'],
    ]);
    for (const token of [applied.tokens[0]!.access_token, 'token-of-bob']) {
      await app.get('/api/v0/users/whoami', { token }).expect(200);
    }
    expect(await names('/api/v0/servers')).toEqual(['one', 'two']);
    const asked = await names('/api/v0/servers', 'last_discovered_at');
    expect(await apply(whole)).toEqual({ dry_run: false, changes: [], tokens: [], warnings: [] });
    expect(await names('/api/v0/servers', 'last_discovered_at')).toEqual(asked);
    await app.get('/api/v0/users/whoami', { token: applied.tokens[0]!.access_token }).expect(200);
  });

  it('changes what differs, keeps tokens and masked secrets, and prunes what is not named', async () => {
    await apply({
      servers: [server('one'), server('two')],
      mcp_clients: [{ name: 'agent', allowed_servers: ['one'] }, { name: 'old' }],
      users: [{ name: 'alice', access_token: 'token-of-alice' }, { name: 'bob' }],
    });
    const changed = {
      servers: [server('one', { bearer_token: '***', description: 'new' })],
      mcp_clients: [{ name: 'agent', allowed_servers: ['*'], rate_limit_rpm: 10 }],
      users: [{ name: 'alice', role: 'admin' }],
    };
    const expected = [
      'change server one description',
      'change user alice role',
      'change mcp-client agent allowed_servers,rate_limit_rpm',
      'delete mcp-client old',
      'delete user bob',
      'delete server two',
    ];
    expect(done(await apply(changed, '?prune=true'))).toEqual(expected);
    expect(await names('/api/v0/servers')).toEqual(['one']);
    expect(await names('/api/v0/users', 'username')).toEqual(['admin', 'alice']);
    await app.get('/api/v0/users', { token: 'token-of-alice' }).expect(200);
    expect(done(await apply(changed, '?prune=true'))).toEqual([]);
    expect(done(await apply({}, '?prune=true'))).toEqual([]);
  });

  it('makes servers, groups of their items and clients of those groups in one go, and prunes them', async () => {
    const whole = {
      servers: [server('one')],
      groups: [{ name: 'echoes', included_tools: ['one__echo'] }],
      mcp_clients: [{ name: 'agent', allowed_groups: ['echoes'], access_token: 'token-of-agent' }],
    };
    const expected = ['create server one', 'create group echoes', 'create mcp-client agent'];
    const applied = await apply(whole);
    expect(done(applied)).toEqual(expected);
    expect(applied.warnings).toEqual([]);
    expect(await toolsOf('token-of-agent')).toEqual(['one__echo']);
    expect(done(await apply(whole))).toEqual([]);

    const grown = {
      groups: [{ name: 'echoes', included_tools: ['one__echo', 'one__get-sum', 'one__gone'] }],
    };
    const changed = await apply(grown);
    expect(done(changed)).toEqual(['change group echoes included_tools']);
    expect(changed.warnings).toEqual(['group "echoes": included_tools: tool "one__gone" does not exist']);
    expect(await toolsOf('token-of-agent')).toEqual(['one__echo', 'one__get-sum']);

    expect(done(await apply({ groups: [] }, '?prune=true'))).toEqual(['delete group echoes']);
    expect(await toolsOf('token-of-agent')).toEqual([]);
  });

  it('refuses groups of what is not there, also because it goes, and then does nothing at all', async () => {
    await apply({ servers: [server('old')] });
    const groups = [
      { name: 'a', included_tools: ['one__ehco'] },
      { name: 'b', included_tools: ['old__echo'] },
      { name: 'c' },
    ];
    const body = { servers: [server('one')], groups };
    const answer = await app.post('/api/v0/apply?prune=true', { token: app.adminToken, body }).expect(400);
    expect(answer.body).toMatchObject({
      details: [
        'group "a": included_tools: tool "one__ehco" does not exist',
        'group "b": included_tools: tool "old__echo" does not exist',
        expect.stringContaining('group "c": it would be empty'),
      ],
    });
    expect(await names('/api/v0/servers')).toEqual(['old']);
    expect(await names('/api/v0/tool-groups')).toEqual([]);
  });

  it('answers the tokens it made, also when it cannot read back what it wrote', async () => {
    changeSqlite('ALTER TABLE prompts RENAME TO away');
    const { tokens, warnings } = await apply({ users: [{ name: 'alice' }] });
    changeSqlite('ALTER TABLE away RENAME TO prompts');
    expect(warnings).toEqual([expect.stringContaining('could not read it back')]);
    await app.get('/api/v0/users/whoami', { token: tokens[0]!.access_token }).expect(200);
  });

  it('writes nothing when a server does not answer, or a write fails half-way', async () => {
    const users = [{ name: 'alice', access_token: 'token-of-alice' }];
    const dead = server('dead', { url: 'http://127.0.0.1:1/mcp' });
    await apply({ users, servers: [server('one'), dead] }, '', 502);
    // The second user brings the first one's token: the transaction is undone as a whole.
    await apply({ servers: [server('one')], users: [...users, { ...users[0], name: 'bob' }] }, '', 409);
    expect(await names('/api/v0/servers')).toEqual([]);
    expect(await names('/api/v0/users', 'username')).toEqual(['admin']);
    await app.get('/api/v0/users/whoami', { token: 'token-of-alice' }).expect(401);
  });

  it('refuses to leave no admin, and names every field that is wrong', async () => {
    await apply({ users: [{ name: 'admin', role: 'user' }] }, '', 422);
    const { body } = await app.post('/api/v0/apply', {
      token: app.adminToken,
      body: { user: [], servers: [{ name: 'a', transport: 'stdio' }], users: [{ name: 'x' }, { name: 'x' }] },
    });
    expect(body).toMatchObject({
      code: 'invalid',
      details: [
        'unknown key "user"; did you mean "users"?',
        'servers[0]: command is missing',
        'users[1]: name is that of another definition in the list',
      ],
    });
  });

  it('takes fifty servers and five hundred clients at once, and again', async () => {
    const many = {
      servers: Array.from({ length: 50 }, (_, index) => server(`server-${index}`)),
      mcp_clients: Array.from({ length: 500 }, (_, index) => ({
        name: `client-${index}`,
        allowed_servers: [`server-${index % 50}`],
      })),
    };
    expect((await apply(many)).tokens).toHaveLength(500);
    expect(await names('/api/v0/clients')).toHaveLength(500);
    expect(done(await apply(many))).toEqual([]);
  });

  it('has no users and clients in development mode', async () => {
    const development = await TestApp.start();
    await development.post('/api/v0/apply', { body: { users: [{ name: 'x' }] } }).expect(403);
    await development.post('/api/v0/apply', { body: { servers: [server('one')] } }).expect(200);
  });
});
