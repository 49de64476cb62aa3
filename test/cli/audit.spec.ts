import { beforeAll, describe, expect, it } from '@jest/globals';
import { AuditReader } from '../gateway/support/audit-reader.js';
import { Person } from '../support/cli-process.js';
import { CLI_PROGRAM } from '../support/checkout.js';
import { Program } from '../support/program.js';
import { TestApp } from '../support/test-app.js';

describe('mcpjungle audit', () => {
  let app: TestApp;
  let admin: Person;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    app = await TestApp.startEnterprise();
    env = { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: app.adminToken };
    admin = new Person({ env });
    await app.createUser('alice');
    await app.createClient('agent');
    await app.post('/api/v0/tools/call', { token: app.adminToken, body: { name: 'no__tool' } }).expect(404);
    await new AuditReader(app).expecting(5);
  });

  it('prints the newest first, tab-separated in a pipe', async () => {
    const { code, stdout, stderr } = await admin.types('mcpjungle audit --since 1h');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').slice(1, 5));
    expect(lines.toSorted()).toEqual(
      [
        ['admin', 'client.create', 'MCP client agent', 'success'],
        ['admin', 'tools/call', 'no__tool', 'denied (not_found)'],
        ['admin', 'user.create', 'user alice', 'success'],
        ['anonymous', 'server.init', 'server', 'success'],
        ['system', 'server.start', '', 'success'],
      ].toSorted(),
    );
  });

  it('takes filters and a limit, and prints the answer with --json', async () => {
    const { stdout } = await admin.types('mcpjungle audit --actor admin --outcome success --limit 1 --json');
    expect(JSON.parse(stdout)).toMatchObject({
      items: [{ action: 'client.create', actor: 'admin' }],
      next_cursor: expect.any(String),
    });
    const none = await admin.types('mcpjungle audit --until 1d');
    expect(none).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/nothing of that kind/),
    });
  });

  it.each(['--since yesterday', '--outcome fine', '--limit 0', '--follow --until 1h'])(
    'refuses %s as wrong usage',
    async (flags) => expect((await admin.types(`mcpjungle audit ${flags}`)).code).toBe(2),
  );

  it('follows: what there is, and each new entry once, a document a line', async () => {
    const args = [CLI_PROGRAM, 'audit', '--actor', 'admin', '--follow', '--json'];
    const program = new Program(process.execPath, args, {
      cwd: admin.home,
      env: { ...process.env, HOME: admin.home, ...env },
    });
    await program.waitForOutput(/"client\.create"/);
    await app.createUser('bob');
    await program.waitForOutput(/"user bob"/);
    await app.createUser('carol');
    await program.waitForOutput(/"user carol"/);
    await program.kill();
    const targets = program.output
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { target: string }).target);
    expect(targets.slice(-2)).toEqual(['user bob', 'user carol']);
    expect(new Set(targets).size).toBe(targets.length);
    expect(targets).toHaveLength(5);
  });
});
