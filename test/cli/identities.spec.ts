import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type CliResult, Person } from '../support/cli-process.js';
import { TestApp } from '../support/test-app.js';

const TOKEN = /mcpj_[cua]_[\w-]{43}/;

const failure = (message: string): CliResult => ({ code: 1, stdout: '', stderr: `error: ${message}\n` });

describe('init-server', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ env: { SERVER_MODE: 'enterprise', INIT_TOKEN: 'the-init-token' } });
  });

  it('says what has to be done first', async () => {
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: app.url } });
    expect(await person.types('mcpjungle list tools')).toEqual(
      failure('the server is not initialized; run "mcpjungle init-server"'),
    );
    expect(await person.types('mcpjungle init-server')).toEqual(
      failure(`${app.url} wants its INIT_TOKEN: set MCPJUNGLE_INIT_TOKEN to it`),
    );
    expect(readdirSync(person.home)).toEqual(['bin']);
  });

  it('does nothing when the token could not be kept', async () => {
    const person = new Person({ env: { MCPJUNGLE_INIT_TOKEN: 'the-init-token' } });
    mkdirSync(join(person.home, '.mcpjungle.conf'));
    const { code, stderr } = await person.types(`mcpjungle --registry ${app.url} init-server`);
    expect([code, stderr]).toEqual([1, expect.stringContaining('is a folder, not a file')]);
    await app.get('/api/v0/servers').expect(403, /server_not_initialized/);
  });

  it('keeps address and token, for its owner alone', async () => {
    const person = new Person({ env: { MCPJUNGLE_INIT_TOKEN: 'the-init-token' } });
    const { code, stdout, stderr } = await person.types(`mcpjungle --registry ${app.url} init-server`);
    const file = join(person.home, '.mcpjungle.conf');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(file);
    expect(stdout).not.toMatch(TOKEN);
    expect(person.configFile).toMatch(
      new RegExp(`^registry_url: ${app.url}\naccess_token: ${TOKEN.source}\n$`),
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await person.types('mcpjungle whoami')).stdout).toBe(
      `admin (admin) at ${app.url}\naccess token from ${file}\n`,
    );
  });

  it('refuses a second time and touches nothing', async () => {
    const person = new Person({ env: { MCPJUNGLE_INIT_TOKEN: 'the-init-token' } });
    const message = `${app.url} is already initialized: run \`mcpjungle login <access-token>\` instead`;
    expect(await person.types(`mcpjungle --registry ${app.url} init-server`)).toEqual(failure(message));
    expect(readdirSync(person.home)).toEqual(['bin']);
    const asJson = await person.types(`mcpjungle --registry ${app.url} init-server --json`);
    expect(JSON.parse(asJson.stdout)).toEqual({
      error: { message, status: 400, code: 'already_initialized' },
    });
  });

  it('gives the token away with --json, for scripts', async () => {
    const other = await TestApp.start({ env: { SERVER_MODE: 'enterprise' } });
    const person = new Person();
    const { stdout } = await person.types(`mcpjungle --registry ${other.url} init-server --json`);
    expect(JSON.parse(stdout)).toEqual({
      status: expect.any(String),
      admin_access_token: expect.stringMatching(TOKEN),
      registry_url: other.url,
      config_file: join(person.home, '.mcpjungle.conf'),
    });
  });

  it('has nothing to do in development mode', async () => {
    const development = await TestApp.start();
    const { code, stderr } = await new Person().types(`mcpjungle --registry ${development.url} init-server`);
    expect([code, stderr]).toEqual([1, expect.stringContaining('mcpjungle start --enterprise')]);
  });
});

describe('users and clients', () => {
  let app: TestApp;
  let admin: Person;

  beforeAll(async () => {
    app = await TestApp.startEnterprise();
    admin = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: app.adminToken } });
  });

  it('log in and out', async () => {
    const token = await app.createUser('alice');
    const alice = new Person({ env: { MCPJUNGLE_REGISTRY: app.url } });
    const file = join(alice.home, '.mcpjungle.conf');
    expect(await alice.types('mcpjungle whoami')).toEqual(
      failure(`not signed in to ${app.url}: run \`mcpjungle login <access-token>\``),
    );
    expect(await alice.types(`mcpjungle login ${token}`)).toEqual({
      code: 0,
      stdout: `You are signed in to ${app.url} as alice.\nThe access token is stored in ${file}.\n`,
      stderr: '',
    });
    const whoami = await alice.types('mcpjungle whoami --json');
    expect(JSON.parse(whoami.stdout)).toEqual({
      username: 'alice',
      role: 'user',
      registry_url: app.url,
      token_source: file,
    });
    expect(await alice.types('mcpjungle create user mallory')).toEqual(failure('this needs the admin role'));
    const out = await alice.types('mcpjungle logout');
    expect(out.stdout).toBe(`The access token for ${app.url} is removed from ${file}.\n`);
    expect(alice.configFile).not.toContain('mcpj_');
    const again = await alice.types('mcpjungle logout --json');
    expect(JSON.parse(again.stdout)).toEqual({ registry_url: app.url, removed: false, config_file: file });
  });

  it('log in with a token from standard input, which no list of processes shows', async () => {
    const token = await app.createUser('bob', { role: 'admin' });
    const bob = new Person({ env: { MCPJUNGLE_REGISTRY: app.url } });
    const { stdout } = await bob.types(`echo ${token} | mcpjungle login -`);
    expect(stdout).toMatch(/as bob\.\nYou are an administrator\.\n/);
    expect(bob.configFile).toContain(token);
  });

  it('store nothing when the token is no good', async () => {
    const client = await app.createClient('agent');
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: app.url } });
    expect(await person.types('mcpjungle login not-a-token')).toEqual(
      failure(
        `${app.url} does not accept the access token from the command line: run \`mcpjungle login <access-token>\` with a valid one`,
      ),
    );
    const { code, stderr } = await person.types(`mcpjungle login ${client}`);
    expect([code, stderr]).toEqual([1, expect.stringContaining("an MCP client's token")]);
    expect(readdirSync(person.home)).toEqual(['bin']);
  });

  it('are told that a variable wins over what is stored', async () => {
    const { stderr } = await admin.types(`mcpjungle login ${app.adminToken}`);
    expect(stderr).toBe(
      'warning: MCPJUNGLE_ACCESS_TOKEN is set; its token is used instead of the stored one\n',
    );
    const wrong = await admin.types('mcpjungle whoami', { MCPJUNGLE_ACCESS_TOKEN: 'outdated' });
    expect(wrong).toEqual(
      failure(
        `${app.url} does not accept the access token from MCPJUNGLE_ACCESS_TOKEN: unset MCPJUNGLE_ACCESS_TOKEN and run \`mcpjungle login <access-token>\` with a valid one`,
      ),
    );
    rmSync(join(admin.home, '.mcpjungle.conf'));
  });

  it('create user prints how the user signs in', async () => {
    const { code, stdout } = await admin.types('mcpjungle create user carol --role admin --expires-in 90d');
    expect(code).toBe(0);
    const [, token = ''] = /^ {2}mcpjungle login (\S+)$/m.exec(stdout) ?? [];
    const carol = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: token } });
    expect((await carol.types('mcpjungle whoami')).stdout).toContain('carol (admin)');
    expect(await admin.types('mcpjungle create user carol')).toEqual(failure('user "carol" exists already'));
  });

  it('create user takes a token of your own, from standard input too', async () => {
    const created = await admin.types(
      'mcpjungle create user dave --access-token - --json <<< dave-own-token',
    );
    expect(JSON.parse(created.stdout)).toMatchObject({ username: 'dave', access_token: 'dave-own-token' });
    expect(await admin.types('mcpjungle create user erin --access-token short')).toEqual(
      failure(
        'the request is invalid: access_token must be 8 to 4096 visible ASCII characters without white space',
      ),
    );
  });

  it('create mcp-client says what it may reach, and prints the token once', async () => {
    const created = await admin.types('mcpjungle create mcp-client desktop --allow " github, jira ,"');
    expect(created.code).toBe(0);
    expect(created.stderr).toBe(
      'warning: there is no server named "github" yet\nwarning: there is no server named "jira" yet\n',
    );
    expect(created.stdout).toMatch(
      new RegExp(
        '^MCP client desktop is created\\. It may reach github, jira\\.\n' +
          `Access token, shown only now:\n {2}${TOKEN.source}\n` +
          `It connects to ${app.url}/mcp with the HTTP header\n {2}Authorization: Bearer <access token>\n$`,
      ),
    );
    const own = await admin.types('mcpjungle create mcp-client own --access-token a-token-of-mine');
    expect(own.stdout).toContain('own is created. It may reach no MCP server.');
    expect(own.stdout).not.toContain('a-token-of-mine');
  });

  it('create mcp-client warns of *', async () => {
    const { stdout, stderr } = await admin.types('mcpjungle create mcp-client everywhere --allow "*"');
    expect(stderr).toBe('warning: "*" lets everywhere reach every server, also those registered later\n');
    expect(stdout).toContain('It may reach every MCP server.');
  });

  it('create mcp-client names an owner who is not there once', async () => {
    expect(await admin.types('mcpjungle create mcp-client orphan --owner nobody')).toEqual(
      failure('the request is invalid: owner: there is no user named "nobody"'),
    );
  });

  it('get mcp-client says which name may have been meant', async () => {
    await app.createClient('wanted');
    expect(await admin.types('mcpjungle get mcp-client wantde')).toEqual(
      failure('no MCP client named "wantde"; did you mean "wanted"?'),
    );
  });

  it('from a file ignores what is typed beside it, with a warning', async () => {
    const path = admin.writes('client.json', {
      name: 'from-file',
      allowed_servers: [],
      access_token: 'from-file-token',
    });
    const client = await admin.types(
      `mcpjungle create mcp-client other --allow x --conf ${path} --yes --json`,
    );
    expect(client.stderr).toBe(`warning: NAME, --allow ignored: the definition comes from ${path}\n`);
    expect(JSON.parse(client.stdout)).toMatchObject({ name: 'from-file', allow_list: [] });
    const userPath = admin.writes('user.json', { name: 'frank', role: 'admin', access_token: 'frank-token' });
    const user = await admin.types(`mcpjungle create user -c ${userPath} --json`);
    expect(user.stderr).toBe('');
    expect(JSON.parse(user.stdout)).toMatchObject({ username: 'frank', role: 'admin' });
  });

  it.each([
    ['client.json', 'mcp-client', { name: 'x' }, 'access_token is missing; a file has to supply it'],
    [
      'user.json',
      'user',
      { name: 'x', access_token: '${NOT_THERE}' },
      'access_token: the environment variable',
    ],
    ['user.json', 'user', { username: 'x' }, 'unknown key "username"; it may hold name, role, '],
    ['user.json', 'user', '{"name"', 'is not JSON (line 1, column 8)'],
  ])('a wrong %s for create %s is one line', async (file, entity, content, problem) => {
    const path = admin.writes(file, content);
    const { code, stdout, stderr } = await admin.types(`mcpjungle create ${entity} --conf ${path}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.startsWith(`error: ${path}: ${problem}`)).toBe(true);
    expect(stderr.trim()).not.toContain('\n');
  });

  it('are listed without tokens, for eyes and for pipes', async () => {
    const token = await app.createClient('listed', { allow_list: ['*'], expires_in: '1d' });
    const clients = await admin.types('mcpjungle list mcp-clients');
    const row = clients.stdout.split('\n').find((line) => line.startsWith('listed\t')) ?? '';
    expect(row.split('\t')).toEqual([
      'listed',
      '*',
      expect.stringMatching(/^\d{4}-.*Z$/),
      expect.stringMatching(/^\d{4}-.*Z$/),
      'never',
      token.slice(0, 11),
      '',
    ]);
    await app.createClient('of-parts', { allowed_tools: ['x__get-*'], allowed_groups: ['numbers'] });
    expect((await admin.types('mcpjungle list mcp-clients')).stdout).toMatch(
      /^of-parts\tnone\t.*\tx__get-\*, the group numbers$/m,
    );
    await app.createUser('brief', { expires_in: '1d' });
    const users = await admin.types('mcpjungle list users');
    expect(users.stdout).toMatch(/^admin\tadmin\t\S+Z\t\S+Z\tnever$/m);
    expect(users.stdout).toMatch(/^brief\tuser\t\S+Z\tnever\t\S+Z$/m);
    for (const { stdout } of [clients, users]) expect(stdout).not.toMatch(TOKEN);
    const asJson = await admin.types('mcpjungle list users --json');
    expect(JSON.parse(asJson.stdout)).toContainEqual(expect.objectContaining({ username: 'admin' }));
  });

  it('are deleted, with a word when there was nothing to delete', async () => {
    await app.createClient('leaver');
    await app.createUser('leaver');
    expect((await admin.types('mcpjungle delete mcp-client leaver --yes')).stdout).toMatch(
      /^MCP client leaver is/,
    );
    expect(await admin.types('mcpjungle delete mcp-client leaver')).toEqual({
      code: 0,
      stdout: 'There was no MCP client named leaver.\n',
      stderr: '',
    });
    const deleted = await admin.types('mcpjungle delete user leaver --json');
    expect(JSON.parse(deleted.stdout)).toEqual({ username: 'leaver', deleted: true });
    const { code, stderr } = await admin.types('mcpjungle delete user levaer');
    expect([code, stderr]).toEqual([1, 'error: no user named "levaer"\n']);
  });

  it('in development mode are said to be of enterprise mode', async () => {
    const development = await TestApp.start();
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: development.url } });
    for (const words of ['whoami', 'list users', 'create user x', 'delete mcp-client x']) {
      const { code, stderr } = await person.types(`mcpjungle ${words}`);
      expect([code, stderr]).toEqual([1, expect.stringContaining('--enterprise')]);
    }
  });

  it('say where a login could not be stored', async () => {
    const grace = new Person({ env: { MCPJUNGLE_REGISTRY: app.url } });
    const path = join(grace.writes('file', ''), 'conf');
    const token = await app.createUser('grace');
    const { code, stderr } = await grace.types(`mcpjungle login ${token}`, { MCPJUNGLE_CONFIG: path });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`error: ${path}: cannot be`)]);
  });
});
