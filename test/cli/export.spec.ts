import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { everythingBehindToken } from '../support/everything.js';
import type { Front } from '../support/front.js';
import { TestApp } from '../support/test-app.js';

const TOKEN = 'upstream-token';

/** Every file below a folder, by its path there. */
function contentOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

describe('export', () => {
  let upstream: Front;
  let full: TestApp;
  let person: Person;

  const at = (app: TestApp) => ({
    MCPJUNGLE_REGISTRY: app.url,
    MCPJUNGLE_ACCESS_TOKEN: app.adminToken,
  });

  beforeAll(async () => {
    upstream = await everythingBehindToken(TOKEN);
    full = await TestApp.startEnterprise();
    person = new Person({ env: at(full) });
    const servers = Array.from({ length: 24 }, (_, index) => ({
      name: index % 2 ? `Server-${index - 1}` : `server-${index}`,
      transport: 'streamable_http',
      url: upstream.url,
      description: ['${NOT_A_PLACEHOLDER} $${', 'Grüße 💥\n"', ''][index % 3],
      bearer_token: TOKEN,
      headers: index % 2 ? {} : { 'X-Odd': '${x} $${y}', 'X-Empty': '' },
      timeout_sec: index + 1,
    }));
    const groups = servers.map(({ name }, index) => ({
      name,
      included_tools: [`${name}__echo`],
      included_servers: index % 2 ? [] : [name],
      excluded_resources: ['file:///${x}'],
    }));
    const mcp_clients = servers.map(({ name }, index) => ({
      name: `${name}.con@x`,
      allowed_servers: index % 3 ? [name] : ['*'],
      denied_tools: ['*__${x}*'],
      allowed_groups: index % 2 ? [name] : [],
      owner: index % 2 ? 'aux' : null,
      expires_in: '90d',
    }));
    const users = ['aux', 'Aux', 'nul', 'a.'].map((name) => ({ name, role: 'user' }));
    const body = { servers, groups, mcp_clients, users };
    await full.post('/api/v0/apply', { token: full.adminToken, body }).expect(200);
    // What an admin switched off or renamed is no part of a definition.
    await full.post('/api/v0/servers/server-0/disable', { token: full.adminToken }).expect(200);
  });

  async function exported(app: TestApp, folder: string, ...flags: string[]): Promise<Record<string, string>> {
    const result = await new Person({ cwd: person.home, env: at(app) }).mcpjungle(
      'export',
      '-d',
      folder,
      ...flags,
    );
    expect(result).toMatchObject({ code: 0 });
    return contentOf(join(person.home, folder));
  }

  it('writes what another, empty server makes the same of, with secrets and without', async () => {
    const open = await exported(full, 'open', '--with-secrets');
    const closed = await exported(full, 'closed');
    expect(Object.keys(open)).toHaveLength(24 * 3 + 5);
    expect(JSON.stringify(open)).toContain(TOKEN);
    expect(JSON.stringify(closed)).not.toContain(TOKEN);

    const variables = Object.values(closed).flatMap((text) => text.match(/"\$\{\w+\}"/g) ?? []);
    const env = Object.fromEntries(
      variables.map((quoted) => {
        const name = quoted.slice(3, -2);
        if (name.includes('BEARER')) return [name, TOKEN];
        return [name, name.includes('ODD') ? '${x} $${y}' : ''];
      }),
    );
    for (const [folder, environment] of [
      ['open', {}],
      ['closed', env],
    ] as const) {
      const empty = await TestApp.startEnterprise();
      const newcomer = new Person({ cwd: person.home, env: { ...at(empty), ...environment } });
      const first = await newcomer.mcpjungle('apply', folder);
      expect(first).toMatchObject({ code: 0 });
      expect(await newcomer.mcpjungle('apply', folder)).toMatchObject({ code: 0, stdout: '' });
      expect(await exported(empty, `${folder}-again`, '--with-secrets')).toEqual(open);
      expect(await exported(empty, `${folder}-closed-again`)).toEqual(closed);
    }
    // Where the secrets are stored nothing has to be set.
    const again = await person.mcpjungle('apply', 'closed', '--prune');
    expect(again).toMatchObject({ code: 0, stdout: '' });
  }, 180_000);

  it('keeps its files from others, tells what it wrote, and writes into no folder that holds something', async () => {
    const { code, stdout } = await person.mcpjungle('export', '--json');
    const { folder, files, variables } = JSON.parse(stdout) as {
      folder: string;
      files: { type: string; name: string; file: string }[];
      variables: string[];
    };
    expect({ code, folder }).toEqual({ code: 0, folder: '.mcpjungle' });
    expect(files.map(({ file }) => file).sort()).toEqual(Object.keys(contentOf(join(person.home, folder))));
    expect(files).toContainEqual({ type: 'user', name: 'aux', file: 'users/~aux~2.json' });
    expect(variables).toContain('SERVER_0_BEARER_TOKEN');
    const modeOf = (path: string) => statSync(join(person.home, folder, path)).mode & 0o777;
    expect([modeOf('.'), modeOf('users'), modeOf('users/admin.json')]).toEqual([0o700, 0o700, 0o600]);
    expect(await person.mcpjungle('export')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: .mcpjungle: is not empty; name another folder with --dir\n',
    });
    expect(await person.mcpjungle('validate', '.mcpjungle')).toMatchObject({ code: 0 });
  });

  it('exports servers and groups in development mode, into a folder that is there and empty', async () => {
    const development = await TestApp.start();
    mkdirSync(join(person.home, 'there'));
    const body = { name: 'one', transport: 'streamable_http', url: upstream.url, bearer_token: TOKEN };
    await development.post('/api/v0/servers', { body }).expect(201);
    expect(Object.keys(await exported(development, 'there'))).toEqual(['servers/one.json']);
  });
});
