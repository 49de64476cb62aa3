import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { discovered, named, openRegistryStore } from '../support/registry-store.js';
import { onEveryDatabase } from '../support/every-database.js';
import { ConflictError } from '../../server/common/errors.js';
import { Database } from '../../server/database/database.js';
import { Resealer } from '../../server/secrets/resealer.js';
import { Catalog } from '../../server/registry/catalog.service.js';
import { McpServer } from '../../server/registry/mcp-server.entity.js';
import { ServerStore } from '../../server/registry/server-store.js';
import { Tool } from '../../server/registry/tool.entity.js';

onEveryDatabase(({ fresh }) => {
  let registry: TestingModule;
  let store: ServerStore;
  let catalog: Catalog;
  let database: Database;

  beforeAll(async () => {
    registry = await openRegistryStore(await fresh());
    store = registry.get(ServerStore);
    catalog = registry.get(Catalog);
    database = registry.get(Database);
  });

  const toolsOf = (name: string) => catalog.snapshot.servers.get(name)?.tools.map((tool) => tool.original);
  const rowOf = (name: string) => database.read((manager) => manager.findOneByOrFail(McpServer, { name }));
  const toolRows = (name: string) =>
    database.read((manager) => manager.find(Tool, { where: { server: { name } }, order: { name: 'ASC' } }));

  describe('save', () => {
    it('keeps definitions byte for byte', async () => {
      const odd = [
        '{ "name":"a" , "inputSchema":{"type":"object","maximum":1e400,"minimum":1.0,"const":12345678901234567890}}',
        '{"10":1,"9":2,"name":"ü\\u00fc 🙂","__proto__":{"x":1},"unknown":[ ]}',
      ];
      await store.save({ ...discovered('odd', { tools: odd }), replace: false });
      await catalog.reload();
      expect(toolsOf('odd')).toEqual(expect.arrayContaining(odd));
    });

    it('stores nothing of a server whose name is taken', async () => {
      await store.save({ ...discovered('taken', { tools: [named('a')] }), replace: false });
      const again = store.save({ ...discovered('taken', { tools: [named('b')] }), replace: false });
      await expect(again).rejects.toThrow(ConflictError);
      await catalog.reload();
      expect(toolsOf('taken')).toEqual([named('a')]);
    });

    it('lets one of many at once have the name', async () => {
      const attempts = Array.from({ length: 5 }, (_, i) =>
        store.save({ ...discovered('race', { tools: [named(`t${i}`)] }), replace: false }),
      );
      const results = await Promise.allSettled(attempts);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await toolRows('race')).toHaveLength(1);
    });

    it('replaces what a server offers, and remembers when it first did', async () => {
      const tools = Array.from({ length: 250 }, (_, i) => named(`t${i}`));
      await store.save({ ...discovered('changing', { tools }), replace: false });
      const before = await toolRows('changing');
      await database.transaction((manager) =>
        manager.update(Tool, { id: before[0]!.id }, { enabled: false, displayName: 'mine' }),
      );
      const changed = named('t0', { description: 'another' });
      const { id } = await rowOf('changing');
      await store.save({
        ...discovered('changing', { tools: [changed, named('new'), ...tools.slice(100)] }),
        replace: true,
      });

      const after = await toolRows('changing');
      expect(after).toHaveLength(152);
      expect((await rowOf('changing')).id).toBe(id);
      const same = after.find(({ name }) => name === 't0')!;
      expect(same).toMatchObject({ definition: changed, enabled: true, displayName: null });
      expect(same.firstSeenAt).toEqual(before[0]!.firstSeenAt);
      expect(same.fingerprint).not.toBe(before[0]!.fingerprint);
      expect(same.lastSeenAt.getTime()).toBeGreaterThanOrEqual(before[0]!.lastSeenAt.getTime());
    });

    it('leaves the old server when the new one cannot be stored to the end', async () => {
      await store.save({ ...discovered('kept', { tools: [named('a')] }), replace: false });
      const source = registry.get(DataSource);
      await source.query('ALTER TABLE resource_templates RENAME TO away');
      const next = discovered('kept', { tools: [named('b')] }, { description: 'new' });
      await expect(store.save({ ...next, replace: true })).rejects.toThrow();
      await source.query('ALTER TABLE away RENAME TO resource_templates');
      expect((await toolRows('kept')).map(({ name }) => name)).toEqual(['a']);
      expect((await rowOf('kept')).description).toBe('');
    });

    it('ends with one of many that replace it at once, whole', async () => {
      await store.save({ ...discovered('contested', { tools: [named('a')] }), replace: false });
      const attempts = Array.from({ length: 5 }, (_, i) => {
        const tools = Array.from({ length: 30 }, (_, tool) => named(`${i}-${tool}`));
        return store.save({ ...discovered('contested', { tools }, { description: `${i}` }), replace: true });
      });
      await Promise.all(attempts);
      const { description } = await rowOf('contested');
      const names = (await toolRows('contested')).map(({ name }) => name);
      expect(names).toHaveLength(30);
      expect(names.every((name) => name.startsWith(`${description}-`))).toBe(true);
    });

    it('registers with replace what was not there', async () => {
      await store.save({ ...discovered('fresh', { tools: [named('a')] }), replace: true });
      expect(await toolRows('fresh')).toHaveLength(1);
    });
  });

  describe('remove', () => {
    it('takes everything with it', async () => {
      await store.save({ ...discovered('gone', { tools: [named('a')] }), replace: false });
      expect(await store.remove('gone')).toBe(true);
      expect(await toolRows('gone')).toEqual([]);
    });

    it('of what is not there has no replica look for a change', async () => {
      const before = await database.revision();
      expect(await store.remove('never-there')).toBe(false);
      expect(await database.revision()).toBe(before);
    });
  });

  describe('secrets', () => {
    const secret = { bearer_token: 'bearer-in-clear', headers: { 'X-Key': 'header-in-clear' } };

    it('are sealed in the row and open in the target', async () => {
      await store.save({ ...discovered('sealed', {}, secret), replace: false });
      await catalog.reload();
      expect((await rowOf('sealed')).config).not.toContain('in-clear');
      expect(catalog.snapshot.servers.get('sealed')?.target).toMatchObject({
        headers: { Authorization: 'Bearer bearer-in-clear', 'X-Key': 'header-in-clear' },
      });
      expect(JSON.stringify(catalog.snapshot.servers.get('sealed')?.shown)).not.toContain('in-clear');
    });

    it('of programs are sealed in the row, open in the target and masked in lists', async () => {
      const program = { command: 'npx', args: ['-y'], env: { KEY: 'env-in-clear' }, cwd: '/srv' };
      await store.save({
        ...discovered('program', {}, { ...program, transport: 'stdio', url: undefined }),
        replace: false,
      });
      await catalog.reload();
      expect((await rowOf('program')).config).not.toContain('in-clear');
      const { target, shown } = catalog.snapshot.servers.get('program')!;
      expect(target).toMatchObject(program);
      expect(shown).toEqual({ ...program, env: { KEY: '***' } });
    });

    it('let an Authorization of any case win over the bearer token', async () => {
      const own = { bearer_token: 'no', headers: { authorization: 'Basic yes' } };
      await store.save({ ...discovered('basic', {}, own), replace: false });
      await catalog.reload();
      expect(catalog.snapshot.servers.get('basic')?.target).toMatchObject({
        headers: { authorization: 'Basic yes' },
      });
    });

    it('do not open in the row of another server, which is then out of service alone', async () => {
      await store.save({ ...discovered('thief', {}), replace: false });
      const { config } = await rowOf('sealed');
      await database.change((manager) => manager.update(McpServer, { name: 'thief' }, { config }));
      await catalog.reload();
      expect(catalog.snapshot.servers.has('thief')).toBe(false);
      expect(catalog.snapshot.servers.has('sealed')).toBe(true);
      expect(await store.configOf('thief')).toBeUndefined();
    });

    it('are sealed anew for a new key, those that open', async () => {
      const before = await rowOf('sealed');
      await registry.get(Resealer).resealAll();
      const after = await rowOf('sealed');
      expect(after.config).not.toBe(before.config);
      expect(await store.configOf('sealed')).toMatchObject(secret);
      expect((await rowOf('thief')).config).toBe(before.config);
    });
  });
});
