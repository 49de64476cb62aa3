import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { Database } from '../../server/database/database.js';
import { ConflictError, DatabaseUnavailableError } from '../../server/common/errors.js';
import { McpClient } from '../../server/mcp-clients/mcp-client.entity.js';
import { freshSqlite, randomKey } from '../support/every-database.js';
import { openStorage } from '../support/storage.js';

const MEGABYTE = 1024 * 1024;

const client = (name: string, size: number) => ({
  name,
  description: 'x'.repeat(size),
  tokenHash: name,
  tokenPrefix: 'x',
});

async function namesOf(database: Database): Promise<string[]> {
  const clients = await database.read((manager) => manager.find(McpClient, { order: { name: 'ASC' } }));
  return clients.map(({ name }) => name);
}

it('refuses what does not fit on the disk, leaves nothing half-written, and goes on', async () => {
  const database = (await openStorage({ DATABASE_URL: await freshSqlite() })).get(Database);
  const insertBoth = () =>
    database.change(async (manager) => {
      await manager.save(McpClient, client('small', 10));
      await manager.save(McpClient, client('large', MEGABYTE));
    });
  const limitPages = (pages: number) =>
    database.read((manager) => manager.query(`PRAGMA max_page_count = ${pages}`));

  await limitPages(100);
  for (let attempt = 0; attempt < 3; attempt++) {
    const inserting = insertBoth();
    await expect(inserting).rejects.toThrow(DatabaseUnavailableError);
    await expect(inserting).rejects.toThrow(
      'the database has no space left; free some on its disk, then try again',
    );
  }
  expect(await namesOf(database)).toEqual([]);
  expect(await database.revision()).toBe(0);
  await limitPages(1_000_000);
  await insertBoth();
  expect(await namesOf(database)).toEqual(['large', 'small']);
});

it('goes on after SQLite undid a transaction by itself, without keeping others from writing', async () => {
  const env = { DATABASE_URL: await freshSqlite(), SECRET_KEY: randomKey() };
  const [database, other] = [(await openStorage(env)).get(Database), (await openStorage(env)).get(Database)];
  const undone = database.change(async (manager) => {
    await manager.save(McpClient, client('undone', 1));
    await manager.query('INSERT OR ROLLBACK INTO catalog_revision (id, revision) VALUES (1, 1)');
  });
  await expect(undone).rejects.toThrow(ConflictError);
  const failing = database.change(async (manager) => {
    await manager.save(McpClient, client('failing', 1));
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  let waiting: Promise<unknown> = Promise.resolve();
  await database.change(async (manager) => {
    await namesOf(database);
    // Written between our reading and our writing it would make the latter fail, so it has to wait.
    waiting = other.change((its) => its.save(McpClient, client('other', 1)));
    await sleep(60);
    await manager.save(McpClient, client('own', 1));
  });
  await waiting;
  expect(await namesOf(database)).toEqual(['other', 'own']);
});
