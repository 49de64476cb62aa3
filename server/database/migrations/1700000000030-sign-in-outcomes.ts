import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { columns, nullable } from '../schema-helpers.js';

const TABLE = 'oauth_sessions';

/** What has become of a sign-in: whoever began it may ask, also where the browser came back to the server. */
export class SignInOutcomes1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const c = columns(runner);
    const added = { outcome: nullable(c.varchar(16)), failure: nullable(c.varchar(512)) };
    const table = await runner.getTable(TABLE);
    // MySQL cannot undo what a migration did before it broke off.
    for (const [name, column] of Object.entries(added)) {
      if (!table?.findColumnByName(name)) await runner.addColumn(TABLE, new TableColumn({ name, ...column }));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns(TABLE, ['failure', 'outcome']);
  }
}
