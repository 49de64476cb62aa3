import { expect, it } from '@jest/globals';
import { Database } from '../../server/database/database.js';
import { DatabaseUnavailableError } from '../../server/common/errors.js';
import { McpClient } from '../../server/mcp-clients/mcp-client.entity.js';
import { freshSqlite } from '../support/every-database.js';
import { openStorage } from '../support/storage.js';

const MEGABYTE = 1024 * 1024;

it('refuses what does not fit on the disk, leaves nothing half-written, and goes on', async () => {
  const database = (await openStorage({ DATABASE_URL: await freshSqlite() })).get(Database);
  const client = (name: string, size: number) => ({
    name,
    description: 'x'.repeat(size),
    tokenHash: name,
    tokenPrefix: 'x',
  });
  const insertBoth = () =>
    database.change(async (manager) => {
      await manager.save(McpClient, client('small', 10));
      await manager.save(McpClient, client('large', MEGABYTE));
    });
  const limitPages = (pages: number) =>
    database.read((manager) => manager.query(`PRAGMA max_page_count = ${pages}`));
  const names = async () => {
    const clients = await database.read((manager) => manager.find(McpClient, { order: { name: 'ASC' } }));
    return clients.map(({ name }) => name);
  };

  await limitPages(100);
  for (let attempt = 0; attempt < 3; attempt++) {
    const inserting = insertBoth();
    await expect(inserting).rejects.toThrow(DatabaseUnavailableError);
    await expect(inserting).rejects.toThrow(
      'the database has no space left; free some on its disk, then try again',
    );
  }
  expect(await names()).toEqual([]);
  expect(await database.revision()).toBe(0);
  await limitPages(1_000_000);
  await insertBoth();
  expect(await names()).toEqual(['large', 'small']);
});
