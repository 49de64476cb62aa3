import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { resourceAlias } from '../../server/common/resource-uris.js';
import { Person } from '../support/cli-process.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { named } from '../support/registry-store.js';
import { TestApp } from '../support/test-app.js';

const OFFER = {
  tools: [[named('add', { description: 'Adds' }), named('subtract')]],
  prompts: [[named('ask', { description: 'Asks a question' })]],
  resources: [
    [
      '{"uri":"file:///readme","name":"readme","mimeType":"text/plain","description":"Read this"}',
      '{"uri":"file:///logo.png","name":"logo","mimeType":"image/png"}',
    ],
  ],
};
const PICTURE = Buffer.from('picture').toString('base64');

/** What it answers to requests that are not for lists. */
function answer(method: string, { uri, arguments: args }: Record<string, unknown>): object | undefined {
  if (method === 'prompts/get') {
    const text = `What is ${JSON.stringify(args)}?`;
    const image = { type: 'image', data: PICTURE, mimeType: 'image/png' };
    return {
      description: 'Asks a question',
      messages: [
        { role: 'user', content: { type: 'text', text } },
        { role: 'assistant', content: image },
      ],
    };
  }
  if (method !== 'resources/read') return undefined;
  const text = { uri, text: `contents of ${String(uri)}` };
  return { contents: [uri === 'file:///logo.png' ? { uri, mimeType: 'image/png', blob: PICTURE } : text] };
}

describe('what servers provide', () => {
  let app: TestApp;
  let person: Person;

  async function register(name: string, { url }: ListingUpstream): Promise<void> {
    await app.post('/api/v0/servers', { body: { name, url, transport: 'streamable_http' } }).expect(201);
  }

  const mcpjungle = (typed: string) => person.types(`mcpjungle ${typed}`);
  const printed = async (typed: string) => {
    const { code, stdout, stderr } = await mcpjungle(typed);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };

  beforeAll(async () => {
    app = await TestApp.start();
    person = new Person({ env: { MCPJUNGLE_REGISTRY: app.url } });
    await register('maths', await ListingUpstream.open({ ...OFFER, answer }));
    await register('empty', await ListingUpstream.open());
  });

  describe('is disabled and enabled', () => {
    it('one by one', async () => {
      expect(await printed('disable tool maths__add')).toBe('Disabled maths__add.\n');
      expect(await printed('list tools')).toMatch(/^maths__add\tno\tAdds\t\t\nmaths__subtract\tyes\t\t\t\n$/);
      expect(await mcpjungle('invoke maths__add')).toMatchObject({
        code: 1,
        stderr: 'error: tool "maths__add" is disabled\n',
      });
      expect(await printed('enable tool maths__add')).toBe('Enabled maths__add.\n');
      expect(await printed('disable prompt maths__ask')).toBe('Disabled maths__ask.\n');
      expect(await printed('enable prompt maths__ask')).toBe('Enabled maths__ask.\n');
      const alias = resourceAlias('maths', 'file:///readme');
      expect(await printed(`disable resource ${alias}`)).toBe('Disabled maths__readme.\n');
      expect(await printed('enable resource file:///readme')).toBe('Enabled maths__readme.\n');
    });

    it('all of a server', async () => {
      expect(await printed('disable tool maths')).toBe(
        'Disabled 2 tools:\n  maths__add\n  maths__subtract\n',
      );
      expect(JSON.parse(await printed('enable tool maths --json'))).toEqual([
        'maths__add',
        'maths__subtract',
      ]);
    });

    it.each(['disable', 'enable'])('by %s alone, which is deprecated', async (action) => {
      const warning = `warning: \`mcpjungle ${action} <name>\` is deprecated: use \`mcpjungle ${action} tool <name>\`\n`;
      const done = action === 'enable' ? 'Enabled' : 'Disabled';
      const { code, stdout, stderr } = await mcpjungle(`${action} maths__add`);
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${done} maths__add.\n`, stderr: warning });
    });

    it.each([
      ['enable tool math', 'no MCP server named "math"; did you mean "maths"?'],
      ['disable tool maths__ad', 'no tool named "maths__ad"; did you mean "maths__add"?'],
      ['disable prompt maths__aks', 'no prompt named "maths__aks"; did you mean "maths__ask"?'],
      ['disable resource maths__read', 'no resource named "maths__read"; did you mean "maths__readme"?'],
    ])('not by %s', async (typed, message) => {
      expect(await mcpjungle(typed)).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` });
    });
  });

  it('is listed, also one server’s alone', async () => {
    expect(await printed('list prompts')).toBe('maths__ask\tyes\tAsks a question\n');
    expect(await printed('list resources')).toBe(
      'maths__logo\tfile:///logo.png\tyes\timage/png\t\nmaths__readme\tfile:///readme\tyes\ttext/plain\tRead this\n',
    );
    for (const kind of ['prompts', 'resources']) {
      expect(await mcpjungle(`list ${kind} --server empty`)).toEqual({
        code: 0,
        stdout: '',
        stderr: `empty has no ${kind}.\n`,
      });
      expect((await mcpjungle(`list ${kind} --server math`)).stderr).toContain('did you mean "maths"?');
    }
  });

  it('is listed under URIs that lead to it', async () => {
    await register('other', await ListingUpstream.open({ resources: OFFER.resources }));
    const lines = (await printed('list resources')).trimEnd().split('\n');
    for (const line of lines) {
      const [name, uri] = line.split('\t');
      expect(await printed(`get resource ${uri}`)).toContain(`name: ${name}\n`);
    }
    await app.delete('/api/v0/servers/other').expect(204);
  });

  describe('tools', () => {
    it('get another name and description, and their own again', async () => {
      expect(await printed('update tool maths__add --rename plus --description "Adds two"')).toBe(
        'Agents see maths__add as maths__plus.\nIts description is: Adds two\n',
      );
      expect(await printed('invoke maths__plus')).toBe('');
      expect(await printed('list tools')).toContain('maths__add\tyes\tAdds two\t\tmaths__plus\n');
      expect(await printed('usage maths__add')).toBe(
        'maths__add\nAdds two\nAgents see it as maths__plus.\nIts server describes it as: Adds\n\n' +
          'It takes no parameters.\n',
      );
      const [shown] = JSON.parse(await printed('list tools --json'));
      expect(shown).toMatchObject({
        description: 'Adds',
        display_description: 'Adds two',
        display_name: 'maths__plus',
      });
      expect(await mcpjungle('update tool maths__subtract --rename plus')).toMatchObject({
        code: 1,
        stderr: 'error: a tool named "maths__plus" exists already\n',
      });
      expect(await printed('update tool maths__add --reset')).toBe(
        "Agents see maths__add under its own name.\nIts description is its server's own.\n",
      );
    });

    it('are found by words, the best match first', async () => {
      expect(await printed('search subtract add --limit 1')).toMatch(/^maths__\w+\t\w*\n$/);
      expect(await printed('search subtrct')).toBe('maths__subtract\t\n');
      expect(await mcpjungle('search "nothing at all"')).toEqual({
        code: 0,
        stdout: '',
        stderr: 'No tool matches "nothing at all".\n',
      });
    });

    it.each(['', '--reset --rename x'])('are not updated with %j', async (flags) => {
      const { code, stderr } = await mcpjungle(`update tool maths__add ${flags}`);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: [^\n]*--reset[^\n]*\n$/)]);
    });
  });

  describe('prompts', () => {
    it('are filled in', async () => {
      expect(await printed('get prompt maths__ask --arg topic=a=b --arg tone=kind')).toBe(
        'Asks a question\n\nuser:\nWhat is {"topic":"a=b","tone":"kind"}?\n\nassistant:\nsaved maths__ask.png\n',
      );
      expect(readFileSync(join(person.home, 'maths__ask.png'), 'utf8')).toBe('picture');
      expect(JSON.parse(await printed('get prompt maths__ask --json'))).toMatchObject({
        messages: [{ role: 'user' }, { role: 'assistant' }],
      });
    });

    it.each([
      ['--arg topic', '--arg must be <name>=<value>, and not "topic"'],
      ['--arg =x', '--arg must be <name>=<value>, and not "=x"'],
      ['--arg a=1 --arg a=2', '--arg gives "a" twice'],
    ])('are not filled in with %s', async (flags, message) => {
      const { code, stderr } = await mcpjungle(`get prompt maths__ask ${flags}`);
      expect([code, stderr]).toEqual([2, `error: ${message}\n`]);
    });
  });

  describe('resources', () => {
    it('are shown', async () => {
      expect(await printed('get resource file:///readme')).toBe(
        'name: maths__readme\ndescription: Read this\nuri: file:///readme\n' +
          `gateway uri: ${resourceAlias('maths', 'file:///readme')}\ntype: text/plain\nenabled: yes\n`,
      );
      expect((await mcpjungle('get resource file:///none')).stderr).toBe(
        'error: no resource named "file:///none"\n',
      );
      expect((await mcpjungle('get resource file:///readmee')).stderr).toBe(
        'error: no resource named "file:///readmee"; did you mean "file:///readme"?\n',
      );
      expect((await mcpjungle('get resource maths__readme')).stderr).toBe(
        'error: no resource named "maths__readme"; did you mean "file:///readme"?\n',
      );
    });

    it('are read: text is printed, the rest saved', async () => {
      const alias = resourceAlias('maths', 'file:///readme');
      expect(await printed(`get resource ${alias} --read`)).toBe(`contents of file:///readme\n`);
      expect(await printed('get resource file:///logo.png --read')).toBe('saved logo.png\n');
      expect(readFileSync(join(person.home, 'logo.png'), 'utf8')).toBe('picture');
      expect(JSON.parse(await printed('get resource file:///readme --read --json'))).toEqual({
        contents: [{ uri: 'file:///readme', text: 'contents of file:///readme' }],
      });
    });
  });
});
