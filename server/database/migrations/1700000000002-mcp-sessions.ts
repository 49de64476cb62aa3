import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columns, createTable, nullable } from '../schema-helpers.js';

/** What clients set in their sessions, and would not notice to be lost. */
export class McpSessions1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const c = columns(runner);
    await createTable(runner, 'mcp_sessions', {
      columns: {
        id: c.id(),
        nonce: c.varchar(64),
        log_level: nullable(c.varchar(16)),
        subscriptions: c.text(),
        changed_at: c.moment(),
      },
      unique: { uq_mcp_sessions_nonce: ['nonce'] },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('mcp_sessions');
  }
}
