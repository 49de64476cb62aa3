import { beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../server/database/database.js';
import { ConflictError, DatabaseUnavailableError } from '../../server/common/errors.js';
import { McpClient } from '../../server/mcp-clients/mcp-client.entity.js';
import { McpClientGrant } from '../../server/mcp-clients/mcp-client-grant.entity.js';
import { User } from '../../server/users/user.entity.js';
import { onEveryDatabase, randomKey } from '../support/every-database.js';
import { openStorage } from '../support/storage.js';

let counter = 0;
const user = (username = `user-${++counter}`): Partial<User> => ({
  username,
  role: 'user',
  tokenHash: String(++counter),
  tokenPrefix: 'x',
});

onEveryDatabase(({ kind, fresh }) => {
  let env: NodeJS.ProcessEnv;
  let database: Database;
  beforeAll(async () => {
    env = { DATABASE_URL: await fresh(), SECRET_KEY: randomKey() };
    database = (await openStorage(env)).get(Database);
  });

  const insert = (row = user()) => database.transaction((manager) => manager.insert(User, row));
  const count = (username: string) => database.read((manager) => manager.countBy(User, { username }));

  it('does all of a transaction or nothing', async () => {
    const row = user();
    const failing = database.transaction(async () => {
      await insert(row);
      expect(await count(row.username!)).toBe(1);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await count(row.username!)).toBe(0);
  });

  it('raises the revision with a change, and not with a change that fails', async () => {
    const before = await database.revision();
    await expect(database.change(() => Promise.reject(new Error('on purpose')))).rejects.toThrow();
    expect(await database.revision()).toBe(before);
    await database.change(() => insert());
    expect(await database.revision()).toBe(before + 1);
  });

  it('loses no revision when two processes change at once', async () => {
    const other = (await openStorage(env)).get(Database);
    const before = await database.revision();
    const changes = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? other : database).change((manager) => manager.insert(User, user())),
    );
    await Promise.all(changes);
    expect(await database.revision()).toBe(before + 20);
    expect(await other.revision()).toBe(before + 20);
  });

  it('tells a duplicate from everything else, whatever the database calls it', async () => {
    const row = user();
    await insert(row);
    await expect(insert({ ...user(), username: row.username })).rejects.toThrow(ConflictError);
    await expect(insert({ ...user(), tokenHash: row.tokenHash })).rejects.toThrow(ConflictError);
  });

  it('tells a row whose owner is gone', async () => {
    const orphan = { clientId: 4711, kind: 'server', value: 'x' } as const;
    const inserting = database.transaction((manager) => manager.insert(McpClientGrant, orphan));
    await expect(inserting).rejects.toThrow(ConflictError);
  });

  it('compares names exactly', async () => {
    for (const name of ['Github', 'github', 'gïthub', 'GITHUB']) await insert(user(name));
    const found = await database.read((manager) => manager.findBy(User, { username: 'github' }));
    expect(found.map(({ username }) => username)).toEqual(['github']);
  });

  it('keeps any text, any moment to the millisecond, and what belongs to a row no longer than the row', async () => {
    const expiresAt = new Date('2027-03-28T01:30:00.123Z');
    const description = `naïve 🦊 ${'x'.repeat(100_000)}`;
    const saved = await database.transaction((manager) =>
      manager.save(McpClient, {
        name: 'kept',
        description,
        tokenHash: 'kept',
        tokenPrefix: 'x',
        expiresAt,
        grants: [{ kind: 'server' as const, value: 'x' }],
      }),
    );
    const found = await database.read((manager) => manager.findOneByOrFail(McpClient, { id: saved.id }));
    expect(found).toMatchObject({ description, expiresAt, lastUsedAt: null });
    expect(Math.abs(found.createdAt.getTime() - Date.now())).toBeLessThan(60_000);
    await database.transaction((manager) => manager.delete(McpClient, { id: saved.id }));
    expect(await database.read((manager) => manager.countBy(McpClientGrant, { clientId: saved.id }))).toBe(0);
  });

  it('lets no work that nobody waited for join a transaction that is over', async () => {
    let late: Promise<unknown> = Promise.resolve();
    let go!: () => void;
    const isOver = new Promise<void>((resolve) => (go = resolve));
    const row = user();
    const failing = database.transaction(() => {
      late = isOver.then(() => insert(row));
      return Promise.reject(new Error('on purpose'));
    });
    await expect(failing).rejects.toThrow('on purpose');
    go();
    await late;
    expect(await count(row.username!)).toBe(1);
  });

  it('keeps others out of a transaction in progress', async () => {
    const row = user();
    let failing: Promise<never> | undefined;
    await new Promise<void>((inserted) => {
      failing = database.transaction(async () => {
        await insert(row);
        inserted();
        await sleep(100);
        throw new Error('on purpose');
      });
    });
    const [reading] = await Promise.all([
      count(row.username!),
      expect(failing).rejects.toThrow('on purpose'),
    ]);
    expect(reading).toBe(0);
  });

  it('ends a deadlock with an error and goes on', async () => {
    let allInside = () => {};
    const outside = new Promise<void>((resolve) => (allInside = resolve));
    const strangers = outside.then(() => database.revision());
    const width = kind === 'SQLite' ? 1 : 10;
    let inside = 0;
    const stuck = Array.from({ length: width }, () =>
      database.transaction(async () => {
        await insert();
        if (++inside === width) allInside();
        // Nobody else gets a connection before these transactions end, and they wait for somebody else.
        return strangers;
      }),
    );
    const results = await Promise.allSettled(stuck);
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseUnavailableError) });
    }
    await insert();
  });
});
