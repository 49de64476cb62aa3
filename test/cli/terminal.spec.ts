import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import stringWidth from 'string-width';
import { startSdkServer } from '../gateway/support/sdk-server.js';
import { Person } from '../support/cli-process.js';
import { eventually } from '../support/eventually.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { freePort } from '../support/ports.js';
import { named } from '../support/registry-store.js';
import { TestApp } from '../support/test-app.js';

const LONG = 'a-rather-long-server-name-of-a-team';
const DESCRIPTION =
  'Finds the pages that hold these words, 日本語 included, and tells where in them they stand';
const OFFER = {
  tools: [[named('find', { description: DESCRIPTION }), named('add')]],
  prompts: [[named('ask', { description: DESCRIPTION })]],
  resources: [['{"uri":"file:///a/rather/long/way/to/the/readme","name":"readme"}']],
};
/** What has to fit. */
const NARROW = [
  'list servers',
  'list tools',
  'list prompts',
  'list resources',
  'list groups',
  'list mcp-clients',
  'list users',
  'status',
  'search find',
  'get server short',
  'get group research',
  'get mcp-client agent',
  `usage ${LONG}__find`,
];
/** On a wide one no list becomes cards. */
const WIDE = ['list servers', 'list tools', 'list mcp-clients', 'status'];

/** The calls of the tool `work`, under way: how they go on, and whether they were cancelled. */
const calls: { advance: () => void; finish: () => void; cancelled: boolean }[] = [];
let app: TestApp;
let admin: Person;

beforeAll(async () => {
  app = await TestApp.startEnterprise();
  admin = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: app.adminToken } });
  const slow = await startSdkServer((server) => {
    server.registerTool('work', {}, ({ signal, sendNotification, _meta }) => {
      let progress = 0;
      return new Promise((resolve) => {
        const params = () => ({ progressToken: _meta!.progressToken!, total: 4, message: 'reading' });
        const advance = () =>
          void sendNotification({
            method: 'notifications/progress',
            params: { ...params(), progress: ++progress },
          });
        const finish = () => resolve({ content: [{ type: 'text', text: 'all done' }] });
        const call = { advance, finish, cancelled: false };
        signal.addEventListener('abort', () => (call.cancelled = true));
        calls.push(call);
      });
    });
  });
  const { url } = await ListingUpstream.open(OFFER);
  for (const [name, at] of [
    ['short', url],
    [LONG, url],
    ['slow', slow.url],
  ]) {
    const body = { name, url: at, transport: 'streamable_http', description: DESCRIPTION };
    await app.post('/api/v0/servers', { token: app.adminToken, body }).expect(201);
  }
  await app.createClient('agent', { allow_list: ['short', LONG, 'slow'], description: DESCRIPTION });
  await app.createUser('alice');
  const group = { name: 'research', description: DESCRIPTION, included_servers: ['short', LONG] };
  await app.post('/api/v0/tool-groups', { token: app.adminToken, body: group }).expect(201);
});

describe('colours', () => {
  it('are there on a terminal', async () => {
    const terminal = admin.atTerminal('mcpjungle list tools; mcpjungle usage nonsense__x');
    await terminal.ended();
    expect(terminal.raw).toContain('\u001b[1mNAME');
    expect(terminal.raw).toContain('\u001b[31merror:');
  });

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('are not with %j', async (env) => {
    const terminal = admin.atTerminal('mcpjungle list tools; mcpjungle help; mcpjungle usage nonsense__x', {
      env,
    });
    const { screen } = await terminal.ended();
    expect(screen).toMatch(/NAME.*\n(.*\n)*.*BASIC COMMANDS\n(.*\n)*error:/);
    expect(terminal.raw).not.toContain('\u001b');
  });
});

describe.each([60, 200])('a terminal of %i columns', (columns) => {
  it.each(columns === 60 ? NARROW : WIDE)('holds `%s`', async (words) => {
    const { code, screen } = await admin.atTerminal(`mcpjungle ${words}`, { columns }).ended();
    expect(code).toBe(0);
    for (const line of screen.split('\n')) {
      // A word that is longer than a line is left whole, for copying.
      if (line.trim().includes(' ')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
    if (!words.startsWith('list ')) return;
    const names = (await admin.types(`mcpjungle ${words} | cut -f1`)).stdout.trim().split('\n');
    for (const name of names) expect(screen).toMatch(new RegExp(`^${name}( |$)`, 'm'));
    if (columns === 200) expect(screen).toMatch(/^NAME +[A-Z ]+$/m);
  });
});

it.each(['--help', 'list --help', 'invoke --help', 'create mcp-client --help', 'start --help'])(
  'a terminal of 60 columns holds `%s`, but for command lines',
  async (words) => {
    const { screen } = await admin.atTerminal(`mcpjungle ${words}`, { columns: 60 }).ended();
    const prose = screen.split('\n').filter((line) => !line.startsWith('  $ '));
    for (const line of prose) expect(stringWidth(line)).toBeLessThanOrEqual(60);
  },
);

describe('a tool that takes its time', () => {
  const begin = async (commandLine: string, columns?: number) => {
    const before = calls.length;
    const terminal = admin.atTerminal(commandLine, { columns });
    await eventually(() => expect(calls).toHaveLength(before + 1));
    return { terminal, call: calls[before]! };
  };

  it('shows how far it is, and leaves nothing of that behind', async () => {
    const { terminal, call } = await begin('mcpjungle invoke slow__work > result');
    await terminal.sees(/⠋ slow__work/);
    call.advance();
    await terminal.sees(/slow__work █████░{15} 25% reading/);
    call.advance();
    await terminal.sees(/slow__work █{10}░{10} 50% reading/);
    call.finish();
    expect(await terminal.ended()).toEqual({ code: 0, screen: '' });
    expect(readFileSync(join(admin.home, 'result'), 'utf8')).toBe('all done\n');
  });

  it('is shown in one line of a narrow terminal', async () => {
    const { terminal, call } = await begin('mcpjungle invoke slow__work', 24);
    call.advance();
    await terminal.sees(/slow__work █/);
    call.finish();
    expect(await terminal.ended()).toEqual({ code: 0, screen: 'all done' });
    for (const frame of terminal.raw.split('\r')) expect(stringWidth(frame)).toBeLessThan(24);
  });

  it('shows nothing of it in a pipe', async () => {
    const typed = admin.types('mcpjungle invoke slow__work 2>&1');
    await eventually(() => expect(calls).toHaveLength(3));
    calls[2]!.advance();
    calls[2]!.finish();
    expect(await typed).toMatchObject({ code: 0, stdout: 'all done\n' });
  });

  it('is cancelled by Ctrl-C, also where it runs', async () => {
    const { terminal, call } = await begin('mcpjungle invoke slow__work');
    await terminal.sees(/⠋ slow__work/);
    terminal.pressCtrlC();
    // What the terminal itself echoes of the key stands in the line that is cleared.
    expect(await terminal.ended()).toEqual({ code: 130, screen: 'error: cancelled' });
    await eventually(() => expect(call.cancelled).toBe(true));
  });
});

it('a registration that takes its time is cancelled by Ctrl-C, and leaves nothing', async () => {
  let asked = 0;
  const port = await freePort();
  const silent = createServer(() => (asked += 1)).listen(port, '127.0.0.1');
  const terminal = admin.atTerminal(`mcpjungle register --name silent --url http://127.0.0.1:${port}/mcp`);
  await eventually(() => expect(asked).toBeGreaterThan(0));
  await terminal.sees(/⠋ Connecting to silent/);
  terminal.pressCtrlC();
  expect(await terminal.ended()).toEqual({ code: 130, screen: 'error: cancelled' });
  silent.close();
  silent.closeAllConnections();
  await app.get('/api/v0/servers/silent', { token: app.adminToken }).expect(404);
});
