import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { discovered, named, openRegistryStore } from '../../test/support/registry-store.js';
import { canonicalName } from '../common/names.js';
import { Database } from '../database/database.js';
import { Events } from '../events/events.js';
import { findItem } from './catalog.js';
import { Catalog } from './catalog.service.js';
import { ServerStore } from './server-store.js';

let registry: TestingModule;
let catalog: Catalog;
let store: ServerStore;

beforeAll(async () => {
  registry = await openRegistryStore();
  catalog = registry.get(Catalog);
  store = registry.get(ServerStore);
});

async function save(...args: Parameters<typeof discovered>): Promise<void> {
  await store.save({ ...discovered(...args), replace: true });
  await catalog.reload();
}

describe('Catalog', () => {
  it('holds tools under canonical names, in order, in definitions that are otherwise the upstream’s', async () => {
    const long = 'x'.repeat(100);
    const definition = `{"z": 1.0, "name" : "${long}", "a":"\\u00e9"}`;
    await save('b', { tools: [named('2'), named('1')], prompts: [named('p')] });
    await save('a', { tools: [named('z'), definition] });

    const { tools, servers } = catalog.snapshot;
    const names = [...tools.keys()];
    expect(names).toEqual(['a__' + 'x'.repeat(52) + '_' + names[0]!.slice(-8), 'a__z', 'b__1', 'b__2']);
    expect([...servers.keys()]).toEqual(['a', 'b']);
    expect(tools.get(names[0]!)).toMatchObject({
      originalName: long,
      original: definition,
      definition: `{"z": 1.0, "name" : "${names[0]}", "a":"\\u00e9"}`,
    });
    expect(servers.get('b')?.tools.map(({ name }) => name)).toEqual(['b__1', 'b__2']);
    expect(catalog.snapshot.prompts.get('b__p')?.server).toBe(servers.get('b'));
  });

  it('finds items by canonical and by original name', () => {
    const { tools } = catalog.snapshot;
    const [canonical] = tools.keys();
    expect(findItem(tools, canonical!)?.name).toBe(canonical);
    expect(findItem(tools, `a__${'x'.repeat(100)}`)?.name).toBe(canonical);
    expect(findItem(tools, 'a__none')).toBeUndefined();
    expect(findItem(tools, 'z')).toBeUndefined();
  });

  it('does not take one item for another whose canonical name it would have', async () => {
    const taken = canonicalName('c', 'x.y').slice('c__'.length);
    await save('c', { tools: [named(taken)] });
    expect(findItem(catalog.snapshot.tools, `c__${taken}`)?.originalName).toBe(taken);
    expect(findItem(catalog.snapshot.tools, 'c__x.y')).toBeUndefined();
  });

  it('orders names, not servers', async () => {
    await save('order', { tools: [named('t')] });
    await save('order-2', { tools: [named('t')] });
    const names = [...catalog.snapshot.tools.keys()].filter((name) => name.startsWith('order'));
    expect(names).toEqual(['order-2__t', 'order__t']);
  });

  it('tells whether a server is known', () => {
    expect(catalog.has('a')).toBe(true);
    expect(catalog.has('A')).toBe(false);
  });

  it('is replaced and announced when something differs, and only then', async () => {
    const announced: number[] = [];
    const stop = registry.get(Events).on('catalog.changed', ({ version }) => announced.push(version));
    const before = catalog.snapshot;
    await catalog.reload();
    expect(catalog.snapshot).toBe(before);
    await save('d');
    expect(catalog.snapshot).not.toBe(before);
    expect(before.servers.has('d')).toBe(false);
    expect(announced).toEqual([before.version + 1]);
    stop();
  });

  it('shows a write that was done before the reload was asked for, however many ask', async () => {
    for (let round = 0; round < 5; round++) {
      const name = `round-${round}`;
      void catalog.reload();
      await store.save({ ...discovered(name), replace: false });
      await Promise.all([catalog.reload(), catalog.reload()]);
      expect(catalog.has(name)).toBe(true);
    }
  });

  it('takes over what another process wrote', async () => {
    const events = registry.get(Events);
    await store.save({ ...discovered('elsewhere'), replace: false });
    const changed = new Promise((resolve) => events.on('catalog.changed', resolve));
    events.emit('revision.changed', { revision: await registry.get(Database).revision() });
    await changed;
    expect(catalog.has('elsewhere')).toBe(true);
  });

  it('stays when the database is away', async () => {
    const closing = await openRegistryStore();
    await closing.get(ServerStore).save({ ...discovered('still'), replace: false });
    const copy = closing.get(Catalog);
    await copy.reload();
    await closing.get(DataSource).destroy();
    await expect(copy.reload()).rejects.toThrow();
    expect(copy.has('still')).toBe(true);
  });

  it('loads a thousand tools in milliseconds', async () => {
    const schema = { type: 'object', properties: { text: { type: 'string', description: 'x'.repeat(500) } } };
    for (let server = 0; server < 50; server++) {
      const tools = Array.from({ length: 20 }, (_, i) => named(`tool-${i}`, { inputSchema: schema }));
      await store.save({ ...discovered(`big-${server}`, { tools }), replace: true });
    }
    const started = performance.now();
    await catalog.reload();
    const tookMs = performance.now() - started;
    expect(catalog.snapshot.tools.size).toBeGreaterThan(1000);
    // About 15 ms when nothing else runs; row by row it would be seconds.
    expect(tookMs).toBeLessThan(500);
  });
});
