import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Person } from '../../support/cli-process.js';
import { oneDocument, oneLine } from '../../support/one-line.js';
import { ServerProcess } from '../../support/server-process.js';
import { contentOf } from '../../support/sqlite-content.js';

/** Several processes at once, beside other suites. */
jest.setTimeout(60_000);

const INVALID = 'the request is invalid: ';
const WANTED_NAME =
  'must be up to 128 letters, digits, ".", "_", "@", "+" and "-", beginning with a letter or digit';
const WANTED_TOKEN = 'access_token must be 8 to 4096 visible ASCII characters without white space';
const NO_DURATION = 'is not a duration such as 90d, 24h, 30m or 45s';
const CLIENT_TOKEN = 's3cret-token-of-a-client';
const USER_TOKEN = 's3cret-token-of-a-user';

const COMMANDS: [typed: string, code: number, line: string][] = [
  ['create user', 2, 'missing argument: USERNAME, or --conf <file>'],
  ['create user bob', 1, 'user "bob" exists already'],
  ['create user "a b"', 1, `${INVALID}username ${WANTED_NAME}`],
  ['create user x --access-token s3cret', 1, INVALID + WANTED_TOKEN],
  [
    `create user x --access-token ${CLIENT_TOKEN}`,
    1,
    'this access token is in use already; choose another one',
  ],
  ['create user x --access-token -', 2, 'the access token is empty'],
  [
    'create user x --role root',
    2,
    '--role: "root" is not one of: user, admin (see `mcpjungle create user --help`)',
  ],
  [
    'create user x --expires-in 0d',
    2,
    `--expires-in: "0d" ${NO_DURATION} (see \`mcpjungle create user --help\`)`,
  ],
  ['create mcp-client', 2, 'missing argument: NAME, or --conf <file>'],
  ['create mcp-client agent', 1, 'MCP client "agent" exists already'],
  ['create mcp-client "a b"', 1, `${INVALID}name ${WANTED_NAME}`],
  ['create mcp-client x --access-token s3cret', 1, INVALID + WANTED_TOKEN],
  [
    'create mcp-client x --allow a__b',
    1,
    `${INVALID}allow_list must each be "*" or the name of a server (up to 40 letters, digits, "_" and "-", beginning with a letter or digit, without "__" and not ending in "_")`,
  ],
  [
    'create mcp-client x --expires-in soon',
    2,
    `--expires-in: "soon" ${NO_DURATION} (see \`mcpjungle create mcp-client --help\`)`,
  ],
  ['delete user nobody', 1, 'no user named "nobody"'],
  ['delete user admin', 1, '"admin" is the last admin and cannot be deleted'],
  ['login', 2, 'missing argument: ACCESS-TOKEN (see `mcpjungle login --help`)'],
  ['login ""', 2, 'the access token is empty'],
  [
    'login s3cret-but-wrong',
    1,
    '<url> does not accept the access token from the command line: run `mcpjungle login <access-token>` with a valid one',
  ],
  [
    `login ${CLIENT_TOKEN}`,
    1,
    "an MCP client's token opens the MCP endpoints only; the API takes the token of a user: run `mcpjungle login <access-token>` with a user's token",
  ],
  ['init-server', 1, '<url> is already initialized: run `mcpjungle login <access-token>` instead'],
];

/** With MCPJUNGLE_ACCESS_TOKEN set to this. */
const TOKENS: [token: string, typed: string, line: string][] = [
  [
    's3cret-but-wrong',
    'whoami',
    '<url> does not accept the access token from MCPJUNGLE_ACCESS_TOKEN: unset MCPJUNGLE_ACCESS_TOKEN and run `mcpjungle login <access-token>` with a valid one',
  ],
  [USER_TOKEN, 'list users', 'this needs the admin role'],
  [
    CLIENT_TOKEN,
    'list servers',
    "an MCP client's token opens the MCP endpoints only; the API takes the token of a user: run `mcpjungle login <access-token>` with a user's token",
  ],
];

const REFERENCE = 'access_token_ref';

/** What `mcpjungle create … --conf <file>` says of the file. */
const FILES: [kind: 'user' | 'mcp-client', content: object | string, line: string][] = [
  ['user', '{', 'is not JSON (line 1, column 2)'],
  [
    'user',
    { username: 'x' },
    'unknown key "username"; it may hold name, role, expires_in, access_token, access_token_ref; name is missing',
  ],
  ['user', { access_token: 's3cret-but-long' }, 'name is missing'],
  ['user', { name: 'x' }, 'access_token is missing; a file has to supply it, or name it in access_token_ref'],
  ['user', { name: 'x', access_token: 's3cret' }, WANTED_TOKEN],
  [
    'user',
    { name: 'x', access_token: '${NOT_SET}' },
    'access_token: the environment variable NOT_SET is not set',
  ],
  ['user', { name: 'x', access_token: 's3cret-but-long', role: 'root' }, 'role must be "admin" or "user"'],
  [
    'user',
    { name: 'x', [REFERENCE]: { env: 'NOT_SET' } },
    `${REFERENCE}.env: the environment variable NOT_SET is not set`,
  ],
  [
    'user',
    { name: 'x', [REFERENCE]: { file: 'nowhere' } },
    `${REFERENCE}.file: nowhere: there is no such file`,
  ],
  ['user', { name: 'x', [REFERENCE]: { file: '.' } }, `${REFERENCE}.file: .: is a folder, not a file`],
  ['mcp-client', '[]', 'holds a list; a JSON object is needed'],
  [
    'mcp-client',
    { name: 'x', allowed_server: [] },
    'unknown key "allowed_server"; did you mean "allowed_servers"?',
  ],
  ['mcp-client', { name: 'x', allowed_servers: 'a' }, 'allowed_servers must be a list of text'],
  [
    'mcp-client',
    { name: 'x', [REFERENCE]: { vault: 'y' } },
    `${REFERENCE} must be an object with "env", "file" or both`,
  ],
  ['mcp-client', { name: 'x', access_token: 's3cret' }, WANTED_TOKEN],
  [
    'mcp-client',
    { name: 'x', access_token: 's3cret-but-long', expires_in: 'soon' },
    'expires_in must be a duration such as 90d, 24h, 30m or 45s',
  ],
];

let server: ServerProcess;
let admin: Person;
let before: unknown;

const state = () => [contentOf(join(server.folder, 'mcpjungle.db')), admin.configFile];
const types = (typed: string, env?: NodeJS.ProcessEnv) => admin.types(`mcpjungle ${typed}`, env);
const lineOf = async (...typed: Parameters<typeof types>) =>
  oneLine(await types(...typed), { '<url>': server.url });

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--enterprise', '--host', '127.0.0.1'] });
  admin = new Person({ env: { MCPJUNGLE_REGISTRY: server.url } });
  expect(await lineOf('whoami')).toEqual([1, 'the server is not initialized; run "mcpjungle init-server"']);
  await types('init-server');
  await types(`create user bob --access-token ${USER_TOKEN}`);
  await types(`create mcp-client agent --access-token ${CLIENT_TOKEN}`);
  before = state();
});

describe('a command', () => {
  it.concurrent.each(COMMANDS)('%s', async (typed, code, line) => {
    expect(await lineOf(typed)).toEqual([code, line]);
  });

  it.each([
    ['create user bob', 409, 'conflict'],
    ['create user x --access-token s3cret', 400, 'invalid'],
    ['delete user nobody', 404, 'not_found'],
    ['delete user admin', 400, 'invalid'],
    ['login s3cret-but-wrong', 401, 'unauthorized'],
    [`login ${CLIENT_TOKEN}`, 403, 'wrong_token_kind'],
    ['init-server', 400, 'already_initialized'],
  ])('%s --json', async (typed, status, code) => {
    expect(oneDocument(await types(`${typed} --json`))).toEqual({
      status,
      code,
      message: expect.any(String),
    });
  });
});

describe('a token of the wrong kind', () => {
  it.concurrent.each(TOKENS)('%s: %s', async (token, typed, line) => {
    expect(await lineOf(typed, { MCPJUNGLE_ACCESS_TOKEN: token })).toEqual([1, line]);
  });

  it.each([
    [undefined, 401, 'no access token: send it as "Authorization: Bearer <token>"'],
    ['s3cret-but-wrong', 401, 'the access token is unknown, expired or revoked'],
    [USER_TOKEN, 403, "a user's token does not open the MCP endpoints; they take the token of an MCP client"],
  ])('%s at /mcp', async (token, status, message) => {
    const answer = await fetch(`${server.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    });
    expect([answer.status, await answer.json()]).toMatchObject([status, { error: { message } }]);
  });
});

describe('a file', () => {
  it.concurrent.each(FILES)('of a %s: %j', async (kind, content, line) => {
    const path = new Person().writes('file.json', content);
    expect(await lineOf(`create ${kind} --conf ${path}`)).toEqual([1, `${path}: ${line}`]);
  });
});

it('nothing was changed by any of that', () => {
  expect(state()).toEqual(before);
});

it('an unknown server may come later, and is warned of', async () => {
  const { code, stderr } = await types('create mcp-client later --allow "not-yet, neither"');
  expect([code, stderr]).toEqual([
    0,
    'warning: there is no server named "not-yet" yet\nwarning: there is no server named "neither" yet\n',
  ]);
});
