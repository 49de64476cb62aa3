import { Global, Module } from '@nestjs/common';
import { KnownServers } from '../common/known-servers.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { CatalogRefresh } from './catalog-refresh.js';
import { CatalogRepository } from './catalog.repository.js';
import { CatalogSearch } from './catalog-search.js';
import { Catalog } from './catalog.service.js';
import { ItemsRepository } from './items.repository.js';
import { McpServersRepository } from './mcp-servers.repository.js';
import { OfferStore } from './offer-store.js';
import { PromptsController } from './prompts.controller.js';
import { ResourcesController } from './resources.controller.js';
import { ServerHealthBook } from './server-health.js';
import { ServerSecrets } from './server-secrets.js';
import { ServerStore } from './server-store.js';
import { ServersController } from './servers.controller.js';
import { ServersService } from './servers.service.js';
import { SnapshotBuilder } from './snapshot-builder.js';
import { ToolsController } from './tools.controller.js';
import { UpstreamTargets } from './upstream-targets.js';
import { Upstreams } from './upstreams.js';

/** MCP servers and what they provide. Global for the sake of `KnownServers`, a port of modules below it. */
@Global()
@Module({
  imports: [UpstreamModule],
  controllers: [ServersController, ToolsController, PromptsController, ResourcesController],
  providers: [
    Catalog,
    CatalogRefresh,
    CatalogRepository,
    CatalogSearch,
    ItemsRepository,
    McpServersRepository,
    OfferStore,
    ServerHealthBook,
    ServerSecrets,
    ServerStore,
    ServersService,
    SnapshotBuilder,
    UpstreamTargets,
    Upstreams,
    { provide: KnownServers, useExisting: Catalog },
  ],
  exports: [Catalog, CatalogSearch, KnownServers, Upstreams],
})
export class RegistryModule {}
