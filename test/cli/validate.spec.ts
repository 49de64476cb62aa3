import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';

const SERVER = { name: 'github', transport: 'streamable_http', url: 'https://example.com/mcp' };

describe('validate', () => {
  let person: Person;

  beforeEach(() => {
    person = new Person({ env: { WHERE: 'https://example.com/mcp' } });
  });

  it('tells what files define by their keys, JSON and YAML', async () => {
    person.writes('a.json', { ...SERVER, url: '${WHERE}', description: 'costs $${5}' });
    person.writes('b.yaml', 'name: agent\nallowed_servers:\n  - github\n  - "*"\n');
    person.writes('c.yml', 'name: alice\nrole: admin\n');
    person.writes('d.yaml', 'servers: []\nusers:\n  - {name: bob}\n');
    const { code, stdout, stderr } = await person.mcpjungle(
      'validate',
      'a.json',
      'b.yaml',
      'c.yml',
      'd.yaml',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      'a.json: valid (server)\nb.yaml: valid (mcp-client)\nc.yml: valid (user)\nd.yaml: valid (configuration)\n',
    );
  });

  it('names every problem with its file and field, and ends with 1', async () => {
    person.writes('a.json', {
      servers: [
        { ...SERVER, nmae: 'x', timeout_sec: 0, headers: { 'Content-Type': 'x' }, url: '${NOT_SET}' },
        { name: 'tools', transport: 'stdio' },
        { ...SERVER, description: '${' },
      ],
      mcp_clients: [{ name: 'a b', allowed_servers: ['github', 'no good'] }],
      user: [],
    });
    const { code, stdout } = await person.mcpjungle('validate', 'a.json', '--json');
    expect(code).toBe(1);
    const [report] = (JSON.parse(stdout) as { files: { problems: { field: string }[] }[] }).files;
    expect(report).toMatchObject({ file: 'a.json', type: 'configuration', valid: false });
    expect(report!.problems.map(({ field }) => field)).toEqual([
      'user',
      'servers[0].url',
      'servers[0].nmae',
      'servers[0].timeout_sec',
      'servers[0].headers',
      'servers[1].command',
      'servers[2].description',
      'mcp_clients[0].name',
      'mcp_clients[0].allowed_servers[1]',
      'servers[2].name',
    ]);
    const lines = await person.mcpjungle('validate', 'a.json');
    expect(lines.code).toBe(1);
    expect(lines.stdout).toContain(
      'a.json: invalid: servers[0].url: the environment variable NOT_SET is not set\n',
    );
    expect(lines.stdout).toContain('a.json: invalid: unknown key "user"; did you mean "users"?\n');
    expect(lines.stdout).toContain('a.json: invalid: unknown key "nmae"; did you mean "name"?\n');
  });

  it('reads a folder, leaves hidden files out, and needs to be told where keys are not enough', async () => {
    mkdirSync(join(person.home, 'conf/users'), { recursive: true });
    person.writes('conf/.hidden.json', '{');
    person.writes('conf/users/alice.json', { name: 'alice' });
    expect(await person.mcpjungle('validate', 'conf')).toMatchObject({
      code: 0,
      stdout: 'conf/users/alice.json: valid (user)\n',
    });
    person.writes('bob.json', { name: 'bob' });
    expect(await person.mcpjungle('validate', 'bob.json')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('bob.json: invalid: does not tell what it defines; --type'),
    });
    expect(await person.mcpjungle('validate', 'bob.json', '--type', 'user')).toMatchObject({ code: 0 });
  });

  it.each([
    ['x.json', '{"name": }', 'is not JSON (line 1, column 10)'],
    ['x.yaml', 'a: [1', 'is not YAML ('],
    ['x.yaml', '- 1', 'holds a list'],
    ['x.json', '', 'is empty'],
  ])('says where %s is broken: %j', async (name, text, problem) => {
    person.writes(name, text);
    const { code, stdout } = await person.mcpjungle('validate', name);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining(problem) });
  });

  it('refuses what is not there, and a server twice', async () => {
    expect(await person.mcpjungle('validate', 'no.json')).toMatchObject({
      code: 1,
      stderr: 'error: no.json: there is no such file\n',
    });
    person.writes('a.json', SERVER);
    person.writes('b.json', { ...SERVER, bearer_token: '${NOT_SET}' });
    const { code, stdout, stderr } = await person.mcpjungle('validate', 'a.json', 'b.json');
    expect(code).toBe(1);
    expect(stdout).toContain('b.json: invalid: name: a server named "github" is defined already (a.json)\n');
    expect(stderr).toContain('b.json: bearer_token: NOT_SET is not set; apply keeps what is stored');
  });
});
