import { expect, it } from '@jest/globals';
import { loadConfig } from '../../server/config/load-config.js';
import { createDataSource } from '../../server/database/data-source.js';
import { migrate } from '../../server/database/migrate.js';
import { onEveryDatabase, randomKey } from '../support/every-database.js';

const targetOf = (url: string) =>
  loadConfig({ env: { DATABASE_URL: url, SECRET_KEY: randomKey() }, cwd: '/' }).database;

onEveryDatabase(({ fresh }) => {
  it('leaves no difference between the migrations and the entities', async () => {
    const target = targetOf(await fresh());
    await migrate(target);
    const source = await createDataSource(target).initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('goes down to nothing and up again', async () => {
    const target = targetOf(await fresh());
    await migrate(target);
    const source = await createDataSource(target).initialize();
    const runner = source.createQueryRunner();
    for (const _ of source.migrations) await source.undoLastMigration();
    const left = await runner.getTables(source.entityMetadatas.map(({ tableName }) => tableName));
    await runner.release();
    await source.destroy();
    expect(left).toEqual([]);
    await migrate(target);
  });
});
