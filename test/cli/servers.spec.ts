import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { everythingBehindToken } from '../support/everything.js';
import type { Front } from '../support/front.js';
import { TestApp } from '../support/test-app.js';

const SECRET = 'the-upstream-token';

describe('servers and tools', () => {
  let app: TestApp;
  let upstream: Front;
  let person: Person;

  const mcpjungle = (typed: string, env?: NodeJS.ProcessEnv) => person.types(`mcpjungle ${typed}`, env);
  const json = async (typed: string) => JSON.parse((await mcpjungle(`${typed} --json`)).stdout) as unknown;

  beforeAll(async () => {
    [app, upstream] = await Promise.all([TestApp.startEnterprise(), everythingBehindToken(SECRET)]);
    person = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: app.adminToken } });
  });

  it('has none at first, and prints nothing into a pipe', async () => {
    expect(await mcpjungle('list servers')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'There are no MCP servers yet; see `mcpjungle register --help`.\n',
    });
    expect(await mcpjungle('list tools')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'There are no tools yet.\n',
    });
    expect(await json('list tools')).toEqual([]);
  });

  it('registers a server and prints what it provides', async () => {
    const { code, stdout, stderr } = await mcpjungle(
      `register --name every --url ${upstream.url} --bearer-token ${SECRET} --description "tries everything"`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Registered every\. It provides:\n\d+ tools\n {2}every__echo\n/);
    expect(stdout).toMatch(/\n\d+ prompts\n {2}every__[^]*\n\d+ resources\n {2}every__/);
  });

  it('says what exists already, and replaces it when told to', async () => {
    const command = `register --name every --url ${upstream.url} --bearer-token ${SECRET}`;
    expect(await mcpjungle(command)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: MCP server "every" exists already; --force replaces it\n',
    });
    expect(await json(`${command} --force --session-mode per_call`)).toMatchObject({
      server: { name: 'every', session_mode: 'per_call', description: '', tools: expect.any(Number) },
      warnings: [],
    });
  });

  it('registers from a file, its placeholders replaced', async () => {
    const path = person.writes('server.json', {
      name: 'from-file',
      transport: 'streamable_http',
      url: upstream.url,
      headers: { Authorization: 'Bearer ${UPSTREAM_TOKEN}' },
    });
    const { code, stderr } = await mcpjungle(`register --url http://ignored -c ${path}`, {
      UPSTREAM_TOKEN: SECRET,
    });
    expect([code, stderr]).toEqual([0, `warning: --url ignored: the definition comes from ${path}\n`]);
    const unset = await mcpjungle(`register -c ${path} --force`);
    expect([unset.code, unset.stderr]).toEqual([
      1,
      `error: ${path}: headers.Authorization: the environment variable UPSTREAM_TOKEN is not set\n`,
    ]);
  });

  it.each([
    ['--name a__b --url http://127.0.0.1:9', 'the request is invalid: name must be up to 40 letters'],
    ['--name a --url ftp://h', 'the request is invalid: url must be an http or https URL'],
    ['--name a --url http://127.0.0.1:9/mcp', 'MCP server "a": cannot connect to http://127.0.0.1:9'],
  ])('register %s fails with one line', async (flags, problem) => {
    const { code, stdout, stderr } = await mcpjungle(`register ${flags}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toContain(problem);
    expect(stderr).not.toContain(SECRET);
  });

  it('names an upstream that wants another token', async () => {
    const { code, stderr } = await mcpjungle(`register --name a --url ${upstream.url} --bearer-token wrong`);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: MCP server "a": [^\n]*401[^\n]*\n$/)]);
  });

  it('changes a server in place: what is not named stays', async () => {
    const { code, stdout, stderr } = await mcpjungle('update server every --description "other words"');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Updated every\. It provides \d+ tools, \d+ prompts and \d+ resources\.\n$/);
    const shown = await json('get server every');
    expect(shown).toMatchObject({
      description: 'other words',
      session_mode: 'per_call',
      bearer_token: '***',
    });
    expect(await mcpjungle('update server every')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing to change; needed is one of --url'),
    });
    expect((await mcpjungle('update server --url http://h')).stderr).toContain('missing NAME');
    const wrong = await mcpjungle('update server every --bearer-token wrong');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('401')]);
    expect(await json(`invoke every__echo --input '{"message":"hi"}'`)).toHaveProperty('content');
  });

  it('takes the whole new definition from a file', async () => {
    const file = { name: 'every', transport: 'streamable_http', url: upstream.url, bearer_token: SECRET };
    const path = person.writes('every.json', file);
    const { code, stderr } = await mcpjungle(`update server every -c ${path} --description ignored`);
    expect([code, stderr]).toEqual([
      0,
      `warning: NAME, --description ignored: the definition comes from ${path}\n`,
    ]);
    expect(await json('get server every')).toMatchObject({ description: '', session_mode: 'stateless' });
  });

  it('shows a server a line each field, without secrets', async () => {
    const { stdout } = await mcpjungle('get server every');
    expect(stdout).toMatch(/^name: every\ntransport: streamable_http\nenabled: yes\n/);
    expect(stdout).toContain('\nbearer token: ***\n');
    expect(stdout).toMatch(/\nhealth: healthy\n(?:.+\n)*tools: \d+\nprompts: \d+\nresources: \d+\n/);
    expect(stdout).not.toContain(SECRET);
  });

  it('shows how the server and its servers are', async () => {
    const { code, stdout, stderr } = await mcpjungle('status');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [server, database, ...rows] = stdout.trimEnd().split('\n');
    expect(server).toMatch(/^Server: {3}v\S+ \(enterprise mode\) at http/);
    expect(database).toBe('Database: reachable');
    expect(rows.map((row) => row.split('\t').slice(0, 2))).toEqual([
      ['every', 'yes'],
      ['from-file', 'yes'],
    ]);
    expect(await json('status')).toMatchObject({
      database: { status: 'up' },
      servers: [{ name: 'every', health: 'healthy', last_error: null }, { name: 'from-file' }],
    });
  });

  it('reads again what servers provide', async () => {
    expect(await mcpjungle('refresh every')).toEqual({
      code: 0,
      stdout: 'every: nothing changed\n',
      stderr: '',
    });
    expect((await mcpjungle('refresh --all')).stdout).toBe(
      'every: nothing changed\nfrom-file: nothing changed\n',
    );
    expect(await mcpjungle('refresh')).toMatchObject({ code: 2 });
  });

  it('disables and enables a server, and names what goes and comes with it', async () => {
    const off = await mcpjungle('disable server from-file');
    expect([off.code, off.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^Server from-file is disabled\.\nTools disabled with it:\n {2}from-file__echo\n/,
      ),
    ]);
    expect((await mcpjungle('list servers')).stdout).toMatch(/^from-file\t.*\tno\t/m);
    expect((await mcpjungle('disable server from-file')).stdout).toBe('Server from-file is disabled.\n');
    const on = await mcpjungle('enable server from-file');
    expect(on.stdout).toContain('Server from-file is enabled.\nTools enabled with it:\n  from-file__echo\n');
    expect((await mcpjungle('enable server evry')).stderr).toBe(
      'error: no MCP server named "evry"; did you mean "every"?\n',
    );
  });

  it('lists servers and tools a line each, without secrets', async () => {
    const servers = (await mcpjungle('list servers')).stdout;
    expect(servers.split('\n')[0]?.split('\t')).toEqual([
      'every',
      'streamable_http',
      upstream.url,
      'yes',
      'healthy',
      expect.stringMatching(/^\d+$/),
      expect.stringMatching(/^\d+$/),
      expect.stringMatching(/^\d+$/),
    ]);
    expect(JSON.stringify(await json('list servers'))).not.toContain(SECRET);
    const tools = (await mcpjungle('list tools --server every')).stdout;
    expect(tools).toMatch(/^every__echo\tyes\tEchoes back/);
    expect(tools).not.toContain('from-file__');
    expect(await mcpjungle('list tools --server evry')).toMatchObject({
      code: 1,
      stderr: 'error: no MCP server named "evry"; did you mean "every"?\n',
    });
  });

  it('shows how a tool is used', async () => {
    const { stdout } = await mcpjungle('usage every__get-sum');
    expect(stdout).toMatch(/^every__get-sum\n[^\n]+\n\nParameters:\n {2}a: number, required\n {6}\S/);
    expect(await json('usage every__get-sum')).toMatchObject({
      name: 'every__get-sum',
      input_schema: { type: 'object', required: ['a', 'b'] },
    });
    expect((await mcpjungle('usage every__get-sun')).stderr).toContain('did you mean "every__get-sum"');
  });

  describe('invoke', () => {
    it.each([
      ['its argument', `--input '{"message": "hi"}'`],
      ['a file', '--input @input.json'],
      ['standard input', `--input - <<< '{"message": "hi"}'`],
    ])('takes the arguments from %s', async (_, flag) => {
      person.writes('input.json', { message: 'hi' });
      expect(await mcpjungle(`invoke every__echo ${flag}`)).toEqual({
        code: 0,
        stdout: 'Echo: hi\n',
        stderr: '',
      });
    });

    it('prints the whole result with --json', async () => {
      expect(await json(`invoke every__echo --input '{"message": "hi"}'`)).toEqual({
        content: [{ type: 'text', text: 'Echo: hi' }],
      });
    });

    it('ends with 1 when the tool returned an error', async () => {
      const { code, stdout, stderr } = await mcpjungle('invoke every__echo');
      expect([code, stderr]).toEqual([1, 'every__echo returned an error\n']);
      expect(stdout).toContain('message');
      const asJson = await mcpjungle('invoke every__echo --json');
      expect([asJson.code, JSON.parse(asJson.stdout)]).toMatchObject([1, { isError: true }]);
    });

    it('saves images under a new name each time, where it is told to', async () => {
      const invoke = 'invoke every__get-tiny-image --output-dir out';
      expect((await mcpjungle(invoke)).stdout).toContain('saved out/every__get-tiny-image.png\n');
      expect((await mcpjungle(invoke)).stdout).toContain('saved out/every__get-tiny-image-2.png\n');
      const image = readFileSync(join(person.home, 'out', 'every__get-tiny-image-2.png'));
      expect(image.subarray(1, 4).toString()).toBe('PNG');
    });

    it('prints structured content once', async () => {
      const { stdout } = await mcpjungle(
        `invoke every__get-structured-content --input '{"location": "New York"}'`,
      );
      expect(JSON.parse(stdout)).toMatchObject({ temperature: expect.any(Number) });
    });

    it('gives up after --timeout', async () => {
      const startedAt = performance.now();
      const { code, stderr } = await mcpjungle(
        `invoke every__trigger-long-running-operation --timeout 1s --input '{"duration": 20, "steps": 20}'`,
      );
      expect([code, stderr]).toEqual([1, `error: no answer from ${app.url} within 1 second\n`]);
      expect(performance.now() - startedAt).toBeLessThan(15_000);
    });

    it('is cancelled by Ctrl-C', async () => {
      const long = `invoke every__trigger-long-running-operation --input '{"duration": 20, "steps": 20}'`;
      const startedAt = performance.now();
      const { stdout } = await person.types(
        `(mcpjungle ${long} & pid=$!; sleep 2; kill -INT $pid; wait $pid || echo "exit $?") 2>&1`,
      );
      expect(stdout).toBe('error: cancelled\nexit 130\n');
      expect(performance.now() - startedAt).toBeLessThan(15_000);
    });

    it.each([
      ['every__ecko', 'no tool named "every__ecko"; did you mean "every__echo"?'],
      ['echo', '"echo" is no name of a tool: it has the form <server>__<tool>'],
    ])('of %s is an error', async (tool, message) => {
      const { code, stderr } = await mcpjungle(`invoke ${tool}`);
      expect([code, stderr]).toEqual([1, `error: ${message}\n`]);
    });

    it('says which server failed', async () => {
      await upstream.goDown();
      const { code, stderr } = await mcpjungle(`invoke every__echo --input '{"message": "hi"}'`);
      await upstream.comeUp();
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: MCP server "every": [^\n]*\n$/)]);
    });
  });

  it('deregisters, and tells who still names the server', async () => {
    await app.createClient('agent', { allow_list: ['from-file'] });
    await app.createClient('of-tools', { allowed_tools: ['from-file__*'] });
    await app.createClient('denied', { allow_list: ['every'], denied_tools: ['mcpj://res/from-file/*'] });
    await app.createClient('of-another', { allow_list: ['from-file-2'], allowed_tools: ['from-file2__*'] });
    const { adminToken: token } = app;
    const groups = {
      whole: { included_servers: ['from-file'] },
      part: { included_tools: ['from-file__echo'] },
      less: { included_servers: ['every'], excluded_prompts: ['from-file__p'] },
      other: { included_servers: ['every'] },
    };
    for (const [name, lists] of Object.entries(groups)) {
      await app.post('/api/v0/tool-groups', { token, body: { name, ...lists } }).expect(201);
    }
    expect(await mcpjungle('deregister from-file --yes')).toEqual({
      code: 0,
      stdout:
        'Deregistered from-file; its tools, prompts and resources are gone.\n' +
        'Clients that still name it: agent, denied, of-tools.\n' +
        'Groups that still name it: less, part, whole.\n',
      stderr: '',
    });
    expect(await json('deregister every')).toEqual({
      name: 'every',
      deregistered: true,
      named_by: { mcp_clients: ['denied'], groups: ['less', 'other'] },
    });
    expect((await mcpjungle('deregister every')).stderr).toBe('error: no MCP server named "every"\n');
  });
});
