import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { columns, nullable } from '../schema-helpers.js';

const TABLE = 'upstream_credentials';
const COLUMN = 'challenged_scope';

/** What an upstream wanted last beyond what was granted. */
export class ChallengedScopes1700000000029 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL cannot undo what a migration did before it broke off.
    if (await runner.hasColumn(TABLE, COLUMN)) return;
    const column = nullable(columns(runner).varchar(1024));
    await runner.addColumn(TABLE, new TableColumn({ name: COLUMN, ...column }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn(TABLE, COLUMN);
  }
}
