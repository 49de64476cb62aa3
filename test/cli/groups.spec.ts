import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { TestApp } from '../support/test-app.js';

const named = (name: string) => JSON.stringify({ name, inputSchema: { type: 'object' } });
let app: TestApp;
let admin: Person;

beforeAll(async () => {
  app = await TestApp.startEnterprise();
  admin = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: app.adminToken } });
  const { url } = await ListingUpstream.open({ tools: [['a', 'b', 'c'].map(named)] });
  await admin.types(`mcpjungle register --name s --url ${url}`);
}, 60_000);

describe('groups', () => {
  it('are created, changed item by item, shown and deleted', async () => {
    admin.writes('g.json', { name: 'g', included_tools: ['s__a', 's__b'] });
    const created = await admin.types('mcpjungle create group -c g.json');
    expect(created).toMatchObject({ code: 0, stderr: '' });
    expect(created.stdout).toContain(`${app.url}/v0/groups/g/mcp`);
    expect((await admin.types('mcpjungle update group -c g.json')).stdout).toMatch(/^No changes detected/);
    admin.writes('g.json', { name: 'g', description: 'few', included_tools: ['s__a', 's__c'] });
    expect((await admin.types('mcpjungle update group -c g.json')).stdout).toBe(
      'Group g is updated.\n  description: "" -> "few"\n  included_tools: added s__c\n  included_tools: removed s__b\n',
    );
    expect((await admin.types('mcpjungle list groups')).stdout).toBe('g\tfew\n');
    expect((await admin.types('mcpjungle get group g')).stdout).toContain('included tools: s__a, s__c\n');
    const tools = (await admin.types('mcpjungle list tools --group g')).stdout.split('\n');
    expect(tools.map((line) => line.split('\t')[0])).toEqual(['s__a', 's__c', '']);
    expect(await admin.types('mcpjungle list tools --group g --server s')).toMatchObject({ code: 2 });
    const outside = await admin.types('mcpjungle invoke s__b --group g');
    expect(outside).toMatchObject({ code: 1, stdout: '' });
    expect(outside.stderr).toContain('no tool of the group "g" named "s__b"');
    expect((await admin.types('mcpjungle invoke s__a --group gg')).stderr).toContain('did you mean "g"?');
    expect((await admin.types('mcpjungle delete group g --yes')).stdout).toMatch(/^Group g is deleted/);
    expect((await admin.types('mcpjungle delete group g')).stdout).toBe('There was no group named g.\n');
    expect(await admin.types('mcpjungle get group g')).toMatchObject({ code: 1 });
  });

  it('are refused with the name of the file that is wrong', async () => {
    admin.writes('bad.json', { name: 'bad', included_tools: ['s__zz'] });
    const { code, stderr } = await admin.types('mcpjungle create group -c bad.json');
    expect(code).toBe(1);
    expect(stderr).toContain('bad.json');
    expect(stderr).toContain('tool "s__zz" does not exist');
  });
});

describe('grants', () => {
  it('are given, changed, shown and explained', async () => {
    const flags = '--allow-tool "s__a, s__b" --deny-tool "*__b" --allow-group later --owner admin';
    const created = await admin.types(`mcpjungle create mcp-client agent ${flags}`);
    expect(created.stdout).toContain('It may reach s__a, s__b, the group later.');
    const shown = (await admin.types('mcpjungle get mcp-client agent')).stdout;
    for (const line of [
      'allowed tools: s__a, s__b',
      'denied tools: *__b',
      'allowed groups: later',
      'owner: admin',
    ]) {
      expect(shown).toContain(`${line}\n`);
    }
    expect((await admin.types('mcpjungle explain agent s__a')).stdout).toMatch(/^Yes: .*allowed_tools: s__a/);
    expect((await admin.types('mcpjungle explain agent s__b')).stdout).toMatch(/^No: .*denied_tools: \*__b/);
    await admin.types('mcpjungle update mcp-client agent --deny-tool "" --owner ""');
    expect((await admin.types('mcpjungle explain agent s__b')).stdout).toMatch(/^Yes: /);
    expect((await admin.types('mcpjungle get mcp-client agent')).stdout).not.toContain('owner');
    expect(await admin.types('mcpjungle update mcp-client agent')).toMatchObject({ code: 2 });
    expect((await admin.types('mcpjungle get mcp-client agnet')).stderr).toContain('did you mean "agent"?');
  });
});
