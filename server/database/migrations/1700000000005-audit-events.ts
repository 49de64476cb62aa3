import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columns, createTable, nullable } from '../schema-helpers.js';

/** Who did what. Each index serves one filter and yields the newest first. */
export class AuditEvents1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const c = columns(runner);
    await createTable(runner, 'audit_events', {
      columns: {
        id: c.bigId(),
        time_ms: c.bigInteger(),
        actor_kind: c.varchar(16),
        actor: c.varchar(128),
        action: c.varchar(64),
        target: nullable(c.varchar(512)),
        server: nullable(c.varchar(40)),
        tool: nullable(c.varchar(255)),
        outcome: c.varchar(16),
        duration_us: nullable(c.bigInteger()),
        error_code: nullable(c.varchar(64)),
        details: nullable(c.text()),
        request_id: nullable(c.varchar(64)),
        trace_id: nullable(c.varchar(32)),
        replica: c.varchar(64),
        sequence: c.bigInteger(),
      },
      indexes: {
        ix_audit_events_time: ['time_ms', 'id'],
        ix_audit_events_actor: ['actor', 'time_ms', 'id'],
        ix_audit_events_server: ['server', 'time_ms', 'id'],
        ix_audit_events_tool: ['tool', 'time_ms', 'id'],
        ix_audit_events_outcome: ['outcome', 'time_ms', 'id'],
      },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('audit_events');
  }
}
