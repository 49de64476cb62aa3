import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataSource } from '../../server/database/data-source.js';

it('migrates without drift', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcpj-'));
  const source = createDataSource({ type: 'sqlite', path: join(folder, 'a.db') });
  await source.initialize();
  await source.runMigrations();
  const pending = await source.driver.createSchemaBuilder().log();
  expect(pending.upQueries.map((q) => q.query)).toEqual([]);
  await source.destroy();
  rmSync(folder, { recursive: true });
});
