import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type SampleServer, snapshotOf } from '../../test/support/snapshots.js';
import { type Grants, grantsOf, UNLIMITED } from '../common/grants.js';
import { canonicalName } from '../common/names.js';
import { distinctUri, resourceAlias, templateAlias } from '../common/resource-uris.js';
import type { CatalogItem, ItemKind } from '../registry/catalog.js';
import { createView } from './create-view.js';

const named = (name: string, rest: object = {}) => JSON.stringify({ name, ...rest });
const resource = (uri: string) => JSON.stringify({ uri, name: 'r' });
const template = (uriTemplate: string) => JSON.stringify({ uriTemplate, name: 't' });
const names = (items: readonly CatalogItem[]) => items.map(({ name }) => name);

function grantsFor(servers: string[], allServers = false): Grants {
  return { ...grantsOf({}), servers: new Set(servers), allServers, key: servers.join() };
}

function viewOf(servers: SampleServer[], grants = UNLIMITED) {
  return createView({ groups: new Map(), snapshot: snapshotOf(servers), grants, scope: { kind: 'all' } });
}

const sample: SampleServer[] = [
  { name: 'b', tool: [named('z'), named('a'), named('off')], disabledItems: ['off'], prompt: [named('p')] },
  { name: 'a-1', tool: [named('x.y')] },
  { name: 'a', tool: [named('t')] },
  { name: 'down', enabled: false, tool: [named('t')], resource: [resource('file:///down')] },
];

describe('the view of all servers', () => {
  it('holds what is enabled and granted, by name', () => {
    expect(names(viewOf(sample).tools)).toEqual([canonicalName('a-1', 'x.y'), 'a__t', 'b__a', 'b__z']);
    expect(names(viewOf(sample, grantsFor(['b', 'down', 'none'])).tools)).toEqual(['b__a', 'b__z']);
    expect(viewOf(sample, grantsFor(['b'])).servers.map(({ name }) => name)).toEqual(['b']);
  });

  it('is empty for who may reach nothing', () => {
    const view = viewOf(sample, grantsFor([]));
    expect([view.servers, view.tools, view.prompts, view.resources, view.resourceTemplates].flat()).toEqual(
      [],
    );
    expect(view.listText('tool').toString()).toBe('[]');
  });

  it('finds by canonical and by original name', () => {
    const view = viewOf(sample);
    expect(view.findTool(canonicalName('a-1', 'x.y'))?.originalName).toBe('x.y');
    expect(view.findTool('a-1__x.y')?.originalName).toBe('x.y');
    expect(view.findPrompt('b__p')?.originalName).toBe('p');
    expect(view.findTool('b__off')).toBeUndefined();
    expect(view.findTool('down__t')).toBeUndefined();
    expect(view.findTool('b__p')).toBeUndefined();
    expect(view.findTool('t')).toBeUndefined();
  });

  it('lists the definitions under their canonical names, made once', () => {
    const odd = '{"name" : "t", "inputSchema":{"maximum":1e400}}';
    const view = viewOf([{ name: 'a', tool: [odd, named('u')] }]);
    expect(view.listText('tool').toString()).toBe(
      '[{"name" : "a__t", "inputSchema":{"maximum":1e400}},{"name":"a__u"}]',
    );
    expect(view.listText('tool')).toBe(view.listText('tool'));
  });
});

describe('resources of one URI', () => {
  const both: SampleServer[] = [
    { name: 'young-name', resource: [resource('file:///x')], resource_template: [template('file:///{p}')] },
    {
      name: 'b',
      resource: [resource('file:///x'), resource('file:///b')],
      resource_template: [template('file:///{p}')],
    },
  ];

  it('leave it to the server that was registered first', () => {
    const view = viewOf(both);
    const alias = resourceAlias('b', 'file:///x');
    expect(names(view.resources)).toEqual(['file:///b', 'file:///x', alias]);
    expect(view.findResource('file:///x')?.server.name).toBe('young-name');
    expect(view.findResource(alias)?.server.name).toBe('b');
    expect(view.listText('resource').toString()).toContain(`{"uri":"${alias}","name":"r"}`);
    expect(names(view.resourceTemplates)).toEqual(['file:///{p}', templateAlias('b', 'file:///{p}')]);
  });

  it('keep it where only one of them may be reached', () => {
    const view = viewOf(both, grantsFor(['b']));
    expect(names(view.resources)).toEqual(['file:///b', 'file:///x']);
    expect(view.findResource('file:///x')?.server.name).toBe('b');
    expect(view.findResource(resourceAlias('young-name', 'file:///x'))).toBeUndefined();
  });

  it('can be read by alias also where they need none', () => {
    const view = viewOf(both);
    expect(view.findResource(resourceAlias('young-name', 'file:///x'))?.server.name).toBe('young-name');
    expect(view.findResource(resourceAlias('b', 'file:///none'))).toBeUndefined();
  });

  it('cannot be taken over by listing the alias of another server’s', () => {
    const alias = resourceAlias('a', 'file:///x');
    const view = viewOf([
      { name: 'mallory', resource: [resource(alias)] },
      { name: 'a', resource: [resource('file:///x')] },
    ]);
    expect(view.findResource(alias)?.server.name).toBe('a');
    expect(names(view.resources)).not.toContain(alias);
    expect(view.resources).toHaveLength(2);
  });

  it('take along the tools whose user interface they are', () => {
    const meta = {
      _meta: { 'openai/outputTemplate': 'ui://v', ui: { resourceUri: 'ui://v' }, 'ui/resourceUri': 'ui://w' },
    };
    const view = viewOf([
      { name: 'a', resource: [resource('ui://v')], tool: [named('t', meta)] },
      {
        name: 'b',
        resource: [resource('ui://v')],
        tool: [named('t', meta), named('plain', { _meta: { ui: 1 } })],
      },
    ]);
    const moved = distinctUri('b', 'ui://v');
    const metaOf = (name: string) => (JSON.parse(view.findTool(name)!.definition) as typeof meta)._meta;
    expect(metaOf('a__t')).toEqual(meta._meta);
    expect(metaOf('b__t')).toEqual({
      'openai/outputTemplate': moved,
      ui: { resourceUri: moved },
      'ui/resourceUri': 'ui://w',
    });
    expect(view.listText('tool').toString()).toContain(moved);
  });

  it('are linked wherever the links stand', () => {
    const meta = {
      ui: { resourceUri: 'ui://v' },
      'openai/outputTemplate': 'ui://v',
      'ui/resourceUri': 'ui://v',
    };
    const view = viewOf([
      { name: 'a', resource: [resource('ui://v')] },
      { name: 'b', resource: [resource('ui://v')], tool: [named('t', { _meta: meta, more: 1 })] },
    ]);
    const moved = distinctUri('b', 'ui://v');
    expect(JSON.parse(view.findTool('b__t')!.definition)).toEqual({
      name: 'b__t',
      _meta: { ui: { resourceUri: moved }, 'openai/outputTemplate': moved, 'ui/resourceUri': moved },
      more: 1,
    });
  });
});

describe('the view of one server', () => {
  const own = (name: string, grants = UNLIMITED) =>
    createView({ groups: new Map(), snapshot: snapshotOf(sample), grants, scope: { kind: 'server', name } });

  it('shows it under its own names', () => {
    const view = own('a-1');
    expect(names(view.tools)).toEqual(['x.y']);
    expect(view.listText('tool').toString()).toBe('[{"name":"x.y"}]');
    expect(view.findTool('x.y')?.originalName).toBe('x.y');
    expect(view.findTool('a-1__x.y')).toBeUndefined();
    expect(own('b').findTool('off')).toBeUndefined();
  });

  it.each([
    ['is disabled', 'down', UNLIMITED],
    ['does not exist', 'none', UNLIMITED],
    ['was not granted', 'a', grantsFor(['b'])],
  ])('is empty when that server %s', (_, name, grants) => {
    expect(own(name, grants).servers).toEqual([]);
    expect(own(name, grants).tools).toEqual([]);
  });
});

describe('every view', () => {
  const KINDS: ItemKind[] = ['tool', 'prompt', 'resource', 'resource_template'];
  const few = fc.constantFrom(
    'x',
    'x.y',
    'ü',
    'a__b',
    'x'.repeat(70),
    'file:///1',
    'ui://1',
    'mcpj://res/a/eA',
  );
  const server = fc.record({
    enabled: fc.boolean(),
    disabledItems: fc.array(few),
    tool: fc.uniqueArray(few).map((all) => all.map((name) => named(name))),
    prompt: fc.uniqueArray(few).map((all) => all.map((name) => named(name))),
    resource: fc.uniqueArray(few).map((all) => all.map(resource)),
    resource_template: fc.uniqueArray(few).map((all) => all.map(template)),
  });
  const catalogue = fc
    .tuple(server, server, server)
    .map((servers) => servers.map((one, index) => ({ ...one, name: ['b', 'a', 'a-b'][index]! })));

  it('holds exactly what is enabled and granted, each item once, and finds it', () => {
    fc.assert(
      fc.property(catalogue, fc.subarray(['a', 'b', 'a-b']), fc.boolean(), (servers, granted, all) => {
        const snapshot = snapshotOf(servers);
        const view = createView({
          groups: new Map(),
          snapshot,
          grants: grantsFor(granted, all),
          scope: { kind: 'all' },
        });
        const reach = (item: CatalogItem) =>
          item.enabled && item.server.enabled && (all || granted.includes(item.server.name));
        const pairs = (items: Iterable<CatalogItem>) =>
          [...items].map((item) => `${item.server.name} ${item.originalName}`).sort();

        expect(pairs(view.tools)).toEqual(pairs([...snapshot.tools.values()].filter(reach)));
        expect(pairs(view.prompts)).toEqual(pairs([...snapshot.prompts.values()].filter(reach)));
        const everyServer = [...snapshot.servers.values()];
        expect(pairs(view.resources)).toEqual(pairs(everyServer.flatMap((s) => s.resources).filter(reach)));
        for (const tool of snapshot.tools.values()) {
          expect(view.findTool(tool.name) !== undefined).toBe(reach(tool));
        }
        for (const found of view.resources) expect(view.findResource(found.name)).toBe(found);
        for (const kind of KINDS) {
          const listed = JSON.parse(view.listText(kind).toString()) as Record<string, string>[];
          const shown = listed.map((item) => item.uriTemplate ?? item.uri ?? item.name);
          expect(new Set(shown).size).toBe(shown.length);
          expect(shown).toEqual(shown.toSorted((a, b) => (a! < b! ? -1 : 1)));
        }
      }),
    );
  });
});
