import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex } from 'typeorm';
import { columns, nullable } from '../schema-helpers.js';

const TABLE = 'mcp_sessions';
const INDEX = 'ix_mcp_sessions_deleted_at';

/** What else of a session every process has to know: that it is over, and its sessions with `stateful` servers. */
export class SessionEndings1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const c = columns(runner);
    const added = { upstream_sessions: nullable(c.text()), deleted_at: nullable(c.moment()) };
    const table = await runner.getTable(TABLE);
    // MySQL cannot undo what a migration did before it broke off.
    for (const [name, column] of Object.entries(added)) {
      if (!table?.findColumnByName(name)) await runner.addColumn(TABLE, new TableColumn({ name, ...column }));
    }
    if (table?.indices.some(({ name }) => name === INDEX)) return;
    await runner.createIndex(TABLE, new TableIndex({ name: INDEX, columnNames: ['deleted_at'] }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex(TABLE, INDEX);
    await runner.dropColumns(TABLE, ['deleted_at', 'upstream_sessions']);
  }
}
