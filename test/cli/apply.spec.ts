import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { everythingBehindToken } from '../support/everything.js';
import { TestApp } from '../support/test-app.js';

describe('apply', () => {
  let person: Person;

  beforeAll(async () => {
    const app = await TestApp.startEnterprise();
    const upstream = await everythingBehindToken('upstream-token');
    const env = {
      MCPJUNGLE_REGISTRY: app.url,
      MCPJUNGLE_ACCESS_TOKEN: app.adminToken,
      UPSTREAM: upstream.url,
    };
    person = new Person({ env });
    const server = {
      name: 'one',
      transport: 'streamable_http',
      url: '${UPSTREAM}',
      bearer_token: '${SECRET}',
    };
    person.writes('all.json', { servers: [server], users: [{ name: 'alice' }] });
  });

  it('prints the plan, does it, and prints generated tokens once', async () => {
    const plan = 'create\tserver\tone\t\ncreate\tuser\talice\t\n';
    const environment = { SECRET: 'upstream-token' };
    expect(await person.types('mcpjungle apply all.json --dry-run', environment)).toEqual({
      code: 0,
      stdout: plan,
      stderr: '',
    });
    const { code, stdout } = await person.types('mcpjungle apply all.json', environment);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(plan) });
    expect(stdout).toMatch(
      /Access token of the user alice, shown only now:\n {2}mcpj_u_\S+\nDone: 2 changes\.\n$/,
    );
  });

  it('keeps the stored secret where the placeholder is unset, and prunes', async () => {
    expect(await person.mcpjungle('apply', 'all.json')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Nothing to do: the server matches the files.\n',
    });
    person.writes('less.json', { servers: [] });
    const { code, stdout } = await person.mcpjungle('apply', 'less.json', '--prune');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'delete\tuser\talice\t\ndelete\tserver\tone\t\nDone: 2 changes.\n',
    });
  });

  it('sends nothing when a file is wrong', async () => {
    person.writes('wrong.json', { users: [{ nmae: 'x' }] });
    const { code, stderr } = await person.mcpjungle('apply', 'wrong.json');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'error: wrong.json: unknown key "nmae"; did you mean "name"?; wrong.json: users[0].name is missing\n',
    });
  });
});
