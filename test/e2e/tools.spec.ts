import { beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalName } from '../../server/common/names.js';
import { resourceAlias } from '../../server/common/resource-uris.js';
import { Database } from '../../server/database/database.js';
import { Tool } from '../../server/registry/tool.entity.js';
import { eventually } from '../support/eventually.js';
import { ListingUpstream, type Offer } from '../support/listing-upstream.js';
import { named } from '../support/registry-store.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await TestApp.start();
});

async function register(name: string, offer: Offer): Promise<void> {
  const { url } = await ListingUpstream.open(offer);
  await app.post('/api/v0/servers', { body: { name, url, transport: 'streamable_http' } }).expect(201);
}

const get = async (path: string) => (await app.get(`/api/v0${path}`).expect(200)).body;
const refused = async (path: string, status: number) => (await app.get(`/api/v0${path}`).expect(status)).body;
const toolNamed = (name: string) => get(`/tool?name=${encodeURIComponent(name)}`);

describe('tools', () => {
  const LONG = 'x'.repeat(100);
  const RICH = {
    title: 'Search code',
    description: 'Finds things',
    inputSchema: { type: 'object', properties: { q: { type: 'string' } }, required: ['q'], $defs: { x: {} } },
    outputSchema: { type: 'object' },
    annotations: { readOnlyHint: true },
    icons: [{ src: 'data:image/png;base64,AA==' }],
    unknown: { kept: 'in the definition' },
  };

  beforeAll(async () => {
    await register('b', {
      tools: [
        [named('plain'), named('rich', RICH)],
        [named('grüß.dich'), named(LONG)],
      ],
    });
    await register('a', { tools: [[named('z'), named('a__b')]] });
  });

  it('are listed by canonical name, of all servers or of one', async () => {
    const names = (await get('/tools')).map(({ name }: { name: string }) => name);
    expect(names).toEqual([
      'a__a__b',
      'a__z',
      canonicalName('b', 'grüß.dich'),
      'b__plain',
      'b__rich',
      canonicalName('b', LONG),
    ]);
    const own = await get('/tools?server=a');
    expect(own.map(({ name }: { name: string }) => name)).toEqual(['a__a__b', 'a__z']);
    expect(await get('/tools?server=')).toHaveLength(6);
  });

  it('show what MCPJungle shows, and what it loses', async () => {
    expect(await toolNamed('b__rich')).toEqual({
      name: 'b__rich',
      enabled: true,
      changed: false,
      title: 'Search code',
      description: 'Finds things',
      input_schema: RICH.inputSchema,
      output_schema: { type: 'object' },
      annotations: { readOnlyHint: true },
      icons: RICH.icons,
    });
    expect(await toolNamed('b__plain')).toEqual({
      name: 'b__plain',
      enabled: true,
      changed: false,
      description: '',
      input_schema: { type: 'object' },
    });
  });

  it('are found by their original name too, which is shown where it differs', async () => {
    const tool = await toolNamed('b__grüß.dich');
    expect(tool).toMatchObject({ name: canonicalName('b', 'grüß.dich'), original_name: 'b__grüß.dich' });
    expect(await toolNamed(tool.name)).toEqual(tool);
    expect((await toolNamed(`b__${LONG}`)).original_name).toBe(`b__${LONG}`);
    expect((await toolNamed('a__a__b')).name).toBe('a__a__b');
  });

  it('never hold an id or a field of a type that MCPJungle’s client cannot read', async () => {
    await register('odd', {
      tools: [
        [named('t', { description: 7, inputSchema: { type: ['object'] }, annotations: [1], icons: {} })],
      ],
    });
    const tool = await toolNamed('odd__t');
    expect(tool).toEqual({
      name: 'odd__t',
      enabled: true,
      changed: false,
      description: '',
      input_schema: { type: 'object' },
    });
  });

  it('are 400 without a server in the name', async () => {
    expect((await refused('/tool?name=plain', 400)).code).toBe('invalid');
    expect((await refused('/tool?name=', 400)).code).toBe('invalid');
    expect((await refused('/tool', 400)).details).toEqual([expect.stringMatching(/^name /)]);
    expect((await refused('/tools?sever=a', 400)).details).toEqual(['unknown field "sever"']);
  });

  it('are 404 with near names when there is none', async () => {
    expect(await refused('/tool?name=b__plan', 404)).toEqual({
      error: 'no tool named "b__plan"; did you mean "b__plain"?',
      code: 'not_found',
      details: ['b__plain'],
    });
    expect((await refused('/tools?server=bb', 404)).details).toEqual(['b']);
  });

  it('are shown to people also when they are disabled', async () => {
    await app.nest.get(Database).change((manager) => manager.update(Tool, { name: 'z' }, { enabled: false }));
    await eventually(async () => expect(await toolNamed('a__z')).toMatchObject({ enabled: false }));
  });
});

describe('prompts', () => {
  beforeAll(async () => {
    const args = [{ name: 'x', description: 'd', required: true }, { name: 'y' }];
    await register('p', {
      prompts: [[named('ask', { title: 'T', description: 'D', arguments: args }), named('a')]],
    });
  });

  it('are listed, and shown one by one', async () => {
    const ask = {
      name: 'p__ask',
      enabled: true,
      title: 'T',
      description: 'D',
      arguments: [
        { name: 'x', description: 'd', required: true },
        { name: 'y', description: '', required: false },
      ],
    };
    expect(await get('/prompts')).toEqual([
      { name: 'p__a', enabled: true, description: '', arguments: [] },
      ask,
    ]);
    expect(await get('/prompts?server=a')).toEqual([]);
    expect(await get('/prompt?name=p__ask')).toEqual(ask);
    expect((await refused('/prompt?name=p__aks', 404)).details).toEqual(['p__a', 'p__ask']);
    expect((await refused('/prompts?server=none', 404)).code).toBe('not_found');
  });
});

describe('resources', () => {
  const rich = {
    uri: 'file:///x',
    name: 'X',
    mimeType: 'text/plain',
    annotations: { priority: 1 },
    _meta: { a: 1 },
    description: 'D',
  };

  beforeAll(async () => {
    await register('older', { resources: [[JSON.stringify(rich)]] });
    await register('newer', {
      resources: [['{"uri":"file:///x","name":"mine"}', '{"uri":"a:b","name":"ab"}']],
    });
  });

  const find = (uri: string) => app.post('/api/v0/resources/get', { body: { uri } });

  it('are listed under URIs that name their server', async () => {
    const all = await get('/resources');
    expect(all.map(({ name }: { name: string }) => name)).toEqual(['newer__ab', 'newer__mine', 'older__X']);
    expect(all[2]).toEqual({
      uri: resourceAlias('older', 'file:///x'),
      original_uri: 'file:///x',
      name: 'older__X',
      enabled: true,
      description: 'D',
      mime_type: 'text/plain',
      annotations: { priority: 1 },
      meta: { a: 1 },
    });
    expect(await get('/resources?server=older')).toEqual([all[2]]);
    expect((await refused('/resources?server=oldeer', 404)).details).toEqual(['older']);
  });

  it('are found by alias, padded or not, and by their own URI, which is the oldest server’s', async () => {
    const alias = resourceAlias('newer', 'a:b');
    for (const uri of [alias, `${alias}==`, 'a:b']) {
      expect((await find(uri).expect(200)).body.original_uri).toBe('a:b');
    }
    expect((await find('file:///x').expect(200)).body.name).toBe('older__X');
    expect((await find(resourceAlias('newer', 'file:///x')).expect(200)).body.name).toBe('newer__mine');
    await find('file:///none').expect(404);
    await find(resourceAlias('none', 'a:b')).expect(404);
    await find('').expect(400);
  });
});

describe('who may look', () => {
  const paths = ['/servers', '/tools', '/prompts', '/resources'];

  it('is admins and users, not clients, and not who says nothing', async () => {
    const enterprise = await TestApp.startEnterprise();
    const user = await enterprise.createUser('ursula');
    const client = await enterprise.createClient('claude', { allow_list: ['*'] });
    for (const path of paths) {
      await enterprise.get(`/api/v0${path}`, { token: enterprise.adminToken }).expect(200);
      await enterprise.get(`/api/v0${path}`, { token: user }).expect(200);
      await enterprise.get(`/api/v0${path}`, { token: client }).expect(403);
      await enterprise.get(`/api/v0${path}`).expect(401);
    }
  });
});

describe('definitions that JavaScript would change', () => {
  const SCHEMA =
    '{"type":"object","x-later":{"__proto__":1},"properties":{"n":{"type":"integer","maximum":9007199254740993,"default":1.0},"2":{},"1":{}}}';
  const ANNOTATIONS = '{ "weight": 12345678901234567890 }';

  beforeAll(async () => {
    await register('exact', {
      tools: [
        [
          `{"name":"t","inputSchema":${SCHEMA},"outputSchema":${SCHEMA},"annotations":${ANNOTATIONS},"icons":[1,${ANNOTATIONS}]}`,
          '{"name":"untyped","inputSchema":{"minimum":1e400}}',
          '{"name":"wrong","inputSchema":{"type":["object"],"x":1}}',
        ],
      ],
      prompts: [['{"name":"p","arguments":[{"name":"a","required":true},7]}']],
      resources: [[`{"uri":"file:///e","name":"e","annotations":${ANNOTATIONS},"_meta":${ANNOTATIONS}}`]],
    });
  });

  const text = async (path: string) => (await app.get(`/api/v0${path}`).expect(200)).text;

  it.each(['/tools?server=exact', '/tool?name=exact__t', '/tools/search?q=exact%20t&limit=1'])(
    'keep every byte of a tool in %s',
    async (path) => {
      const answer = await text(path);
      for (const key of ['input_schema', 'output_schema']) expect(answer).toContain(`"${key}":${SCHEMA}`);
      expect(answer).toContain(`"annotations":${ANNOTATIONS}`);
      expect(answer).toContain(`"icons":[${ANNOTATIONS}]`);
    },
  );

  it('have the type that MCP prescribes', async () => {
    expect(await text('/tool?name=exact__untyped')).toContain(
      '"input_schema":{"type":"object","minimum":1e400}',
    );
    expect(await text('/tool?name=exact__wrong')).toContain('"input_schema":{"type":"object","x":1}');
  });

  it('keep every byte of a resource, and what is known of a prompt', async () => {
    const answer = await text('/resources?server=exact');
    for (const key of ['annotations', 'meta']) expect(answer).toContain(`"${key}":${ANNOTATIONS}`);
    expect(await get('/prompts?server=exact')).toMatchObject([
      { arguments: [{ name: 'a', description: '', required: true }] },
    ]);
  });
});
