import { createServer } from 'node:http';
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/index.js';
import { ARGUMENT_KINDS, FLAG_KINDS } from '../../cli/plugins/completion/kinds.js';
import { Person } from '../support/cli-process.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { freePort } from '../support/ports.js';
import { named } from '../support/registry-store.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let admin: Person;

beforeAll(async () => {
  app = await TestApp.startEnterprise();
  admin = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: app.adminToken } });
  const { url } = await ListingUpstream.open({
    tools: [[named('add', { description: 'Adds\ttwo: numbers' }), named('subtract')]],
    prompts: [[named('ask')]],
    resources: [['{"uri":"file:///readme","name":"readme"}']],
  });
  const post = (path: string, body: object) => app.post(`/api/v0/${path}`, { token: app.adminToken, body });
  await post('servers', { name: 'maths', url, transport: 'streamable_http' }).expect(201);
  await post('servers', { name: 'music', url, transport: 'streamable_http' }).expect(201);
  await post('tool-groups', { name: 'research', included_servers: ['maths'] }).expect(201);
  await app.createClient('agent');
  await app.createUser('alice');
});

/** What a shell offers where the line ends. */
type Completes = (line: string) => Promise<string[]>;

const inBash: Completes = async (line) => {
  const { stdout } = await admin.types(
    `eval "$(mcpjungle autocomplete bash)"
     COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}
     $(complete -p mcpjungle | sed 's/.*-F \\([^ ]*\\).*/\\1/')
     printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
  return stdout.trim().split('\n');
};

const inFish: Completes = async (line) => {
  const script = `mcpjungle autocomplete fish | source; complete -C ${JSON.stringify(line)}`;
  const { stdout } = await admin.types(`fish --no-config -c '${script}'`);
  return stdout
    .trim()
    .split('\n')
    .map((candidate) => candidate.replace(/\t.*/, ''));
};

const MATHS = ['maths__add', 'maths__subtract'];

describe.each([
  ['bash', inBash],
  ['fish', inFish],
])('in %s', (_, completes) => {
  it.each([
    ['mcpjungle invo', ['invoke']],
    ['mcpjungle rotate ', ['mcp-client', 'user']],
    ['mcpjungle get server m', ['maths', 'music']],
    ['mcpjungle usage maths__', MATHS],
    ['mcpjungle list tools --server m', ['maths', 'music']],
    ['mcpjungle delete group ', ['research']],
    ['mcpjungle rotate mcp-client ', ['agent']],
    ['mcpjungle delete user al', ['alice']],
    ['mcpjungle create user bob --role ', ['admin', 'user']],
    ['mcpjungle explain agent maths__as', ['maths__ask']],
    ['mcpjungle create user bob --rol', ['--role']],
  ])('%j goes on with %j', async (line, expected) => {
    expect((await completes(line)).sort()).toEqual(expected);
  });
});

it('completes a URI in bash, which takes colons for the ends of words', async () => {
  const [uri = '', ...more] = await inBash('mcpjungle get resource mcpj://res/maths');
  expect(uri).toMatch(/^\/\/res\/maths\/\w+$/);
  expect(more).toEqual([]);
});

it.each([
  ['mcpjungle usage maths__s', 'maths__subtract'],
  ['mcpjungle invo', 'mcpjungle invoke'],
  ['mcpjungle delete user al', 'delete user alice'],
])('completes %j in a zsh at work', async (line, expected) => {
  const terminal = admin.atTerminal('TERM=dumb zsh -f -i', { columns: 120 });
  terminal.types('eval "$(mcpjungle autocomplete zsh)"; print rea""dy\r');
  await terminal.sees(/\bready/);
  terminal.types(`${line}\t`);
  await terminal.sees(new RegExp(`${expected}`));
});

describe('when the server cannot be asked', () => {
  const complete = 'mcpjungle complete -- usage m';
  const nothing = { code: 0, stdout: '', stderr: '' };

  it.each([
    ['it is down', () => freePort().then((port) => ({ MCPJUNGLE_REGISTRY: `http://127.0.0.1:${port}` }))],
    ['the token is missing', () => Promise.resolve({ MCPJUNGLE_ACCESS_TOKEN: '' })],
    ['the token is wrong', () => Promise.resolve({ MCPJUNGLE_ACCESS_TOKEN: 'nonsense' })],
    ['its URL is none', () => Promise.resolve({ MCPJUNGLE_REGISTRY: 'nonsense' })],
  ])('says nothing: %s', async (_, env) => {
    expect(await admin.types(complete, await env())).toEqual(nothing);
  });

  it('says nothing and does not wait for long: it does not answer', async () => {
    const port = await freePort();
    const silent = createServer().listen(port, '127.0.0.1');
    expect(await admin.types(complete, { MCPJUNGLE_REGISTRY: `http://127.0.0.1:${port}` })).toEqual(nothing);
    silent.close();
    silent.closeAllConnections();
  });

  it('says nothing of what a user may not know', async () => {
    const token = await app.createUser('bob');
    const env = { MCPJUNGLE_ACCESS_TOKEN: token };
    expect(await admin.types('mcpjungle complete -- delete user ""', env)).toEqual(nothing);
    expect((await admin.types(complete, env)).stdout).toContain('maths__add\tAdds two: numbers\n');
  });
});

it('asks the server that the line names', async () => {
  const env = { MCPJUNGLE_REGISTRY: 'http://127.0.0.1:1' };
  const words = `--registry ${app.url} get server mu`;
  expect(await admin.types(`mcpjungle complete -- ${words}`, env)).toMatchObject({ stdout: 'music\t\n' });
});

it('completes each name of a list', async () => {
  const { stdout } = await admin.types('mcpjungle complete -- create mcp-client x --allow maths,mu');
  expect(stdout).toBe('maths,music\t\n');
});

it('keeps nothing on the disk', () => {
  expect(readdirSync(admin.home)).toEqual(expect.not.arrayContaining(['.cache', '.mcpjungle.conf']));
});

it('knows of every argument whose names it can tell', () => {
  // New names, words of a list of their own, files, and words to search for.
  const without = new Set(['create', 'connect', 'search', 'login', 'apply', 'validate', 'complete']);
  const taking = Object.entries(COMMANDS).filter(([, { args }]) => Object.keys(args ?? {}).length > 0);
  for (const [id, { args }] of taking) {
    const kinds = without.has(id.split(':')[0]!) ? undefined : Object.keys(args).length;
    expect([id, ARGUMENT_KINDS[id]?.length]).toEqual([id, kinds]);
  }
  const flags = Object.values(COMMANDS).flatMap((command) => Object.keys(command.flags ?? {}));
  expect(flags).toEqual(expect.arrayContaining(Object.keys(FLAG_KINDS)));
});
