import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columns, createTable, nullable } from '../schema-helpers.js';

/** What is needed to be let in by upstreams, and sign-ins that somebody has begun. */
export class UpstreamSignIn1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const c = columns(runner);
    await createTable(runner, 'upstream_credentials', {
      columns: {
        id: c.id(),
        server_id: c.integer(),
        holder: c.varchar(64),
        user_id: nullable(c.integer()),
        issuer: c.varchar(512),
        content: c.text(),
        needs_sign_in: c.boolean(),
        version: c.varchar(32),
        lease: nullable(c.varchar(32)),
        leased_until: nullable(c.moment()),
        created_at: c.createdAt(),
        updated_at: c.updatedAt(),
      },
      unique: { uq_upstream_credentials_holder: ['server_id', 'holder'] },
      foreignKeys: {
        fk_upstream_credentials_server: { column: 'server_id', references: 'mcp_servers' },
        fk_upstream_credentials_user: { column: 'user_id', references: 'users' },
      },
    });
    await createTable(runner, 'oauth_sessions', {
      columns: {
        id: c.id(),
        session_id: c.varchar(64),
        state_hash: c.varchar(64),
        server: c.varchar(40),
        holder: c.varchar(64),
        user_id: nullable(c.integer()),
        content: c.text(),
        expires_at: c.moment(),
      },
      unique: { uq_oauth_sessions_session: ['session_id'], uq_oauth_sessions_state: ['state_hash'] },
      foreignKeys: { fk_oauth_sessions_user: { column: 'user_id', references: 'users' } },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('oauth_sessions');
    await runner.dropTable('upstream_credentials');
  }
}
