import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FolderStatusView } from '../../api/configurations.js';
import { connectAgent, toolNames } from '../support/agent.js';
import { Person } from '../support/cli-process.js';
import { eventually } from '../support/eventually.js';
import { everythingBehindToken } from '../support/everything.js';
import type { Front } from '../support/front.js';
import { ServerProcess } from '../support/server-process.js';
import { temporaryFolder } from '../support/temp.js';

const ADMIN = 'token-of-the-admin';
/** Far more than it takes, on a machine with other things to do. */
const PATIENCE_MS = 90_000;
const TEST_MS = 300_000;

let upstream: Front;

beforeAll(async () => {
  upstream = await everythingBehindToken('upstream-token');
});

/** A folder of configuration as somebody keeps it. */
class Folder {
  readonly path = temporaryFolder();

  writes(name: string, content: unknown): void {
    const path = join(this.path, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }

  removes(name: string): void {
    rmSync(join(this.path, name), { recursive: true });
  }
}

const server = (name: string, fields: object = {}) => ({
  name,
  transport: 'streamable_http',
  url: upstream.url,
  bearer_token: '${UPSTREAM_TOKEN}',
  ...fields,
});

function start(folder: Folder, env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
  return ServerProcess.start({
    flags: ['--enterprise'],
    readyTimeoutMs: PATIENCE_MS,
    env: {
      ADMIN_ACCESS_TOKEN: ADMIN,
      CONFIG_DIR: folder.path,
      UPSTREAM_TOKEN: 'upstream-token',
      CHANGE_POLL_MS: '100',
      ...env,
    },
  });
}

async function call(gateway: ServerProcess, route: string, body?: object): Promise<unknown> {
  const [method, path] = route.split(' ');
  const answer = await fetch(gateway.url + path, {
    method,
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function namesOf(gateway: ServerProcess, list: string): Promise<string[]> {
  const found = (await call(gateway, `GET /api/v0/${list}`)) as { name?: string; username?: string }[];
  return found.map(({ name, username }) => name ?? username!);
}

const statusOf = (gateway: ServerProcess) =>
  call(gateway, 'GET /api/v0/config-folder') as Promise<FolderStatusView>;

/** Until the server says so of the folder. */
function until(gateway: ServerProcess, expected: object): Promise<void> {
  return eventually(async () => expect(await statusOf(gateway)).toMatchObject(expected), PATIENCE_MS);
}

function untilNames(gateway: ServerProcess, list: string, names: string[]): Promise<void> {
  return eventually(async () => expect(await namesOf(gateway, list)).toEqual(names), PATIENCE_MS);
}

describe('CONFIG_DIR', () => {
  it(
    'is applied at start, followed when it changes, and never half',
    async () => {
      const folder = new Folder();
      folder.writes('servers/one.json', server('one'));
      folder.writes(
        'all.yaml',
        'groups:\n  - name: echoes\n    included_tools: [one__echo]\nusers:\n  - name: alice\n',
      );
      const agent = { name: 'agent', allowed_groups: ['echoes'], access_token_ref: { env: 'AGENT_TOKEN' } };
      folder.writes('mcp_clients/agent.json', agent);
      const gateway = await start(folder, { AGENT_TOKEN: 'token-of-agent' });
      await until(gateway, { folder: folder.path, applied_at: expect.any(String), problems: [] });
      const client = await connectAgent({ url: gateway.url, token: 'token-of-agent' });
      expect(await toolNames(client)).toEqual(['one__echo']);
      expect(gateway.log).toContain('mcpjungle rotate user alice');
      await call(gateway, 'POST /api/v0/users', { username: 'by-hand' });

      folder.writes('servers/two.json', server('two', { description: 'second' }));
      await untilNames(gateway, 'servers', ['one', 'two']);

      // Broken: the last good state stays, and it is told what is wrong and where.
      folder.writes('servers/two.json', { ...server('two'), urll: 'x' });
      folder.removes('servers/one.json');
      await until(gateway, { problems: [expect.stringContaining('servers/two.json: unknown key "urll"')] });
      expect(await namesOf(gateway, 'servers')).toEqual(['one', 'two']);
      expect(gateway.log).toContain('servers/two.json: unknown key');
      const ready = await fetch(`${gateway.url}/ready`);
      expect([ready.status, await ready.json()]).toMatchObject([
        200,
        {
          status: 'ok',
          parts: {
            'configuration folder': { status: 'degraded', message: expect.stringContaining('status') },
          },
        },
      ]);

      const env = { MCPJUNGLE_REGISTRY: gateway.url, MCPJUNGLE_ACCESS_TOKEN: ADMIN };
      const { stdout } = await new Person({ env }).mcpjungle('status');
      expect(stdout).toMatch(
        /^Folder: .*applied 20.*\n +not applied as it is now: servers\/two.json: unknown key/m,
      );

      // Mended; what is not named any more goes, what was made by hand stays, what was changed by hand is put right.
      await call(
        gateway,
        'PUT /api/v0/servers/two',
        server('two', { description: 'by hand', bearer_token: '***' }),
      );
      folder.writes('servers/two.json', server('two', { description: 'second' }));
      await until(gateway, { problems: [] });
      expect(await call(gateway, 'GET /api/v0/servers')).toMatchObject([
        { name: 'two', description: 'second' },
      ]);
      folder.writes('all.yaml', 'users:\n  - name: bob\n');
      await untilNames(gateway, 'users', ['admin', 'bob', 'by-hand']);
      expect(await namesOf(gateway, 'tool-groups')).toEqual([]);

      // Nobody means to lose everything: a folder that is empty, or not mounted.
      folder.removes('servers');
      folder.removes('mcp_clients');
      folder.removes('all.yaml');
      await until(gateway, { problems: ['it defines nothing; all stays as it is'] });
      expect(await namesOf(gateway, 'servers')).toEqual(['two']);
      expect(await gateway.stop()).toBe(0);
      expect(gateway.log).not.toContain('upstream-token');

      // What was removed while the server was down goes at its next start, since the database knows who brought it.
      folder.writes('users.json', { users: [{ name: 'bob' }] });
      const again = await gateway.startAgain();
      await untilNames(again, 'servers', []);
      expect(await namesOf(again, 'users')).toEqual(['admin', 'bob', 'by-hand']);
    },
    TEST_MS,
  );

  it(
    'follows the link that Kubernetes swaps',
    async () => {
      const folder = new Folder();
      const version = (number: number, users: string[]) => {
        folder.writes(`..${number}/users.json`, { users: users.map((name) => ({ name })) });
        symlinkSync(`..${number}`, join(folder.path, '..data_tmp'));
        renameSync(join(folder.path, '..data_tmp'), join(folder.path, '..data'));
      };
      const gateway = await start(folder);
      // A folder that was always empty has nothing to lose.
      await until(gateway, { applied_at: expect.any(String), problems: [] });
      version(1, ['alice', 'bob']);
      symlinkSync('..data/users.json', join(folder.path, 'users.json'));
      await untilNames(gateway, 'users', ['admin', 'alice', 'bob']);
      version(2, ['bob', 'carol']);
      await untilNames(gateway, 'users', ['admin', 'bob', 'carol']);
      folder.removes('..1');
      version(3, ['bob']);
      await untilNames(gateway, 'users', ['admin', 'bob']);
      expect(gateway.log.match(/applied: /g)).toHaveLength(4);
    },
    TEST_MS,
  );

  it(
    'waits for no server: those that answer are there at once, the others when they do',
    async () => {
      const silent = await everythingBehindToken('upstream-token');
      silent.hang();
      const later = await everythingBehindToken('upstream-token');
      await later.goDown();
      const folder = new Folder();
      folder.writes('all.json', {
        servers: [server('good'), server('silent', { url: silent.url }), server('later', { url: later.url })],
        groups: [{ name: 'tools', included_tools: ['later__echo', 'good__echo'] }],
      });
      const gateway = await start(folder);
      await untilNames(gateway, 'servers', ['good']);
      await until(gateway, {
        problems: [],
        unanswered: [
          expect.stringContaining('MCP server "later"'),
          expect.stringContaining('MCP server "silent"'),
        ],
      });
      await later.comeUp();
      await eventually(async () => expect(await namesOf(gateway, 'servers')).toContain('later'), PATIENCE_MS);
      expect(await call(gateway, 'GET /api/v0/tool-groups/tools/effective-tools')).toEqual({
        tools: ['good__echo', 'later__echo'],
      });
    },
    TEST_MS,
  );

  it(
    'does not bring back for one process what another has seen go',
    async () => {
      const late = await everythingBehindToken('upstream-token');
      await late.goDown();
      const [old, current] = [new Folder(), new Folder()];
      for (const folder of [old, current]) folder.writes('users.json', { users: [{ name: 'alice' }] });
      old.writes('late.json', server('late', { url: late.url }));
      const behind = await start(old);
      await until(behind, { unanswered: [expect.stringContaining('MCP server "late"')] });
      const ahead = await start(current, { SQLITE_DB_PATH: join(behind.folder, 'mcpjungle.db') });
      await until(ahead, { applied_at: expect.any(String), problems: [] });
      await late.comeUp();
      await until(behind, { unanswered: [] });
      expect(await namesOf(behind, 'servers')).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'lets files use the environment, but not what is the server’s own',
    async () => {
      const folder = new Folder();
      const key = Buffer.alloc(32, 7).toString('base64');
      folder.writes(
        'one.json',
        server('one', { bearer_token: '${SECRET_KEY}', description: '${SECRET_KEY_FILE}' }),
      );
      folder.writes(
        'two.json',
        server('two', { headers: { 'X-Key': '${HIDDEN}' }, bearer_token: '${UPSTREAM_TOKEN}' }),
      );
      const env = { SECRET_KEY: key, HIDDEN: 'hidden', CONFIG_DIR_VARIABLES: 'UPSTREAM_*,SECRET*' };
      const gateway = await start(folder, env);
      await until(gateway, {
        applied_at: null,
        problems: [
          'one.json: bearer_token: the environment variable SECRET_KEY is not for files',
          'one.json: description: the environment variable SECRET_KEY_FILE is not for files',
          'two.json: headers.X-Key: the environment variable HIDDEN is not for files',
        ],
      });
      expect(await namesOf(gateway, 'servers')).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'is applied once by two processes on one database, and then left in peace',
    async () => {
      const folder = new Folder();
      const users = (...names: string[]) =>
        folder.writes('users.json', { users: names.map((name) => ({ name })) });
      users('alice');
      folder.writes('servers/one.json', server('one'));
      const first = await start(folder);
      const database = { SQLITE_DB_PATH: join(first.folder, 'mcpjungle.db') };
      const second = await start(folder, database);
      const both = [first, second];
      for (const gateway of both) await until(gateway, { applied_at: expect.any(String), problems: [] });
      // The same bytes are no change.
      users('alice');
      users('alice', 'bob');
      for (const gateway of both) await untilNames(gateway, 'users', ['admin', 'alice', 'bob']);
      await eventually(() => {
        for (const gateway of both) expect(gateway.log.match(/applied: /g)).toHaveLength(2);
      }, PATIENCE_MS);
      const logs = first.log + second.log;
      expect(logs.match(/create user \\?"bob/g)).toHaveLength(1);
      expect(logs.match(/create server \\?"one/g)).toHaveLength(1);
    },
    TEST_MS,
  );
});
