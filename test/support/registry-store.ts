import { Test, type TestingModule } from '@nestjs/testing';
import { AuthModule } from '../../server/auth/auth.module.js';
import { BusModule } from '../../server/bus/bus.module.js';
import { ConfigModule } from '../../server/config/config.module.js';
import { loadConfig } from '../../server/config/load-config.js';
import { DatabaseModule } from '../../server/database/database.module.js';
import { EventsModule } from '../../server/events/events.module.js';
import { CatalogRepository } from '../../server/registry/catalog.repository.js';
import { Catalog } from '../../server/registry/catalog.service.js';
import { ItemsRepository } from '../../server/registry/items.repository.js';
import { McpServersRepository } from '../../server/registry/mcp-servers.repository.js';
import { registrationOf } from '../../server/registry/registration.js';
import { ServerSecrets } from '../../server/registry/server-secrets.js';
import { type NewServer, ServerStore } from '../../server/registry/server-store.js';
import { SnapshotBuilder } from '../../server/registry/snapshot-builder.js';
import { UpstreamTargets } from '../../server/registry/upstream-targets.js';
import { UpstreamAuthModule } from '../../server/upstream-auth/upstream-auth.module.js';
import type { Discovery } from '../../server/upstream/upstream.js';
import { defer } from './cleanup.js';
import { freshSqlite, randomKey } from './every-database.js';

/**
 * The registry without its connections to upstreams.
 * @param databaseUrl a new SQLite database if absent
 */
export async function openRegistryStore(databaseUrl?: string): Promise<TestingModule> {
  const env = {
    DATABASE_URL: databaseUrl ?? (await freshSqlite()),
    SECRET_KEY: randomKey(),
    CHANGE_POLL_MS: '50',
    LOG_LEVEL: 'silent',
  };
  const config = loadConfig({ env });
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(config),
      EventsModule,
      BusModule,
      DatabaseModule,
      AuthModule,
      UpstreamAuthModule,
    ],
    providers: [
      Catalog,
      CatalogRepository,
      ItemsRepository,
      McpServersRepository,
      ServerSecrets,
      ServerStore,
      SnapshotBuilder,
      UpstreamTargets,
    ],
  }).compile();
  module.useLogger(false);
  await module.init();
  defer(() => module.close());
  return module;
}

/** A server as discovery would have found it. */
export function discovered(
  name: string,
  found: Partial<Discovery> = {},
  definition: object = {},
): Omit<NewServer, 'replace'> {
  return {
    registration: registrationOf({
      name,
      transport: 'streamable_http',
      url: `http://127.0.0.1:1/${name}`,
      ...definition,
    }),
    discovery: {
      protocolVersion: '2025-11-25',
      capabilities: '{}',
      serverInfo: '{}',
      instructions: '',
      tools: [],
      prompts: [],
      resources: [],
      resourceTemplates: [],
      ...found,
    },
  };
}

/** The JSON text of a tool or prompt. */
export function named(name: string, rest: object = {}): string {
  return JSON.stringify({ name, ...rest });
}
