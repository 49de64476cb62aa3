import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columns, createTable, nullable } from '../schema-helpers.js';

type Columns = ReturnType<typeof columns>;

const TABLES = [
  'server_config',
  'catalog_revision',
  'users',
  'mcp_clients',
  'mcp_client_grants',
  'mcp_servers',
  'tools',
  'prompts',
  'resources',
  'resource_templates',
];

const tokenColumns = (c: Columns) => ({
  token_hash: c.varchar(64),
  token_prefix: c.varchar(32),
  expires_at: nullable(c.moment()),
  last_used_at: nullable(c.moment()),
  previous_token_hash: nullable(c.varchar(64)),
  previous_token_expires_at: nullable(c.moment()),
  created_at: c.createdAt(),
  updated_at: c.updatedAt(),
});

export class Initial1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const c = columns(runner);
    await createSingletons(runner, c);
    await createIdentities(runner, c);
    await createServers(runner, c);
    await createCatalogTable(runner, 'tools', { name: c.varchar(255) });
    await createCatalogTable(runner, 'prompts', { name: c.varchar(255) });
    await createCatalogTable(runner, 'resources', { uri: c.text() });
    await createCatalogTable(runner, 'resource_templates', { uri_template: c.text() });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.dropTable(table);
  }
}

/** Tables of one row each, which is there from the beginning: also when a first try broke off. */
async function createSingletons(runner: QueryRunner, c: Columns): Promise<void> {
  const id = { ...c.integer(), isPrimary: true };
  await createTable(runner, 'server_config', {
    columns: {
      id,
      mode: nullable(c.varchar(16)),
      initialized: c.boolean(),
      key_check: nullable(c.varchar(255)),
    },
  });
  await createTable(runner, 'catalog_revision', { columns: { id, revision: c.integer() } });
  await runner.query('DELETE FROM server_config');
  await runner.query('INSERT INTO server_config (id, initialized) VALUES (1, false)');
  await runner.query('DELETE FROM catalog_revision');
  await runner.query('INSERT INTO catalog_revision (id, revision) VALUES (1, 0)');
}

async function createIdentities(runner: QueryRunner, c: Columns): Promise<void> {
  await createTable(runner, 'users', {
    columns: { id: c.id(), username: c.varchar(128), role: c.varchar(16), ...tokenColumns(c) },
    unique: { uq_users_username: ['username'], uq_users_token_hash: ['token_hash'] },
  });
  await createTable(runner, 'mcp_clients', {
    columns: {
      id: c.id(),
      name: c.varchar(128),
      description: c.text(),
      owner: nullable(c.varchar(128)),
      rate_limit_rpm: nullable(c.integer()),
      ...tokenColumns(c),
    },
    unique: { uq_mcp_clients_name: ['name'], uq_mcp_clients_token_hash: ['token_hash'] },
  });
  await createTable(runner, 'mcp_client_grants', {
    columns: { id: c.id(), client_id: c.integer(), kind: c.varchar(16), value: c.varchar(255) },
    unique: { uq_mcp_client_grants: ['client_id', 'kind', 'value'] },
    foreignKeys: { fk_mcp_client_grants_client: { column: 'client_id', references: 'mcp_clients' } },
  });
}

function createServers(runner: QueryRunner, c: Columns): Promise<void> {
  return createTable(runner, 'mcp_servers', {
    columns: {
      id: c.id(),
      name: c.varchar(40),
      transport: c.varchar(20),
      enabled: c.boolean(),
      description: c.text(),
      session_mode: c.varchar(16),
      timeout_sec: nullable(c.integer()),
      protocol: c.varchar(16),
      config: c.text(),
      instructions: c.text(),
      protocol_version: c.varchar(32),
      capabilities: c.text(),
      server_info: c.text(),
      last_discovered_at: nullable(c.moment()),
      created_at: c.createdAt(),
      updated_at: c.updatedAt(),
    },
    unique: { uq_mcp_servers_name: ['name'] },
  });
}

function createCatalogTable(
  runner: QueryRunner,
  table: string,
  identity: Parameters<typeof createTable>[2]['columns'],
): Promise<void> {
  const c = columns(runner);
  return createTable(runner, table, {
    columns: {
      id: c.id(),
      server_id: c.integer(),
      ...identity,
      name_hash: c.varchar(64),
      enabled: c.boolean(),
      definition: c.text(),
      display_name: nullable(c.varchar(255)),
      display_description: nullable(c.text()),
      fingerprint: c.varchar(64),
      first_seen_at: c.moment(),
      last_seen_at: c.moment(),
    },
    unique: { [`uq_${table}`]: ['server_id', 'name_hash'] },
    foreignKeys: { [`fk_${table}_server`]: { column: 'server_id', references: 'mcp_servers' } },
  });
}
