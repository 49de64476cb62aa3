import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columns, createTable } from '../schema-helpers.js';

/** What the folder of `CONFIG_DIR` named when it was last applied. */
export class ManagedDefinitions1700000000028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const c = columns(runner);
    await createTable(runner, 'managed_definitions', {
      columns: { id: c.id(), type: c.varchar(16), name: c.varchar(128) },
      unique: { uq_managed_definitions: ['type', 'name'] },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('managed_definitions');
  }
}
