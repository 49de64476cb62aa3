import { Global, Module } from '@nestjs/common';
import { KnownServers } from '../common/known-servers.js';
import { UpstreamAuthModule } from '../upstream-auth/upstream-auth.module.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { CatalogRefresh } from './catalog-refresh.js';
import { CatalogRepository } from './catalog.repository.js';
import { CatalogSearch } from './catalog-search.js';
import { Catalog } from './catalog.service.js';
import { HealthProbes } from './health-probes.js';
import { ItemOverrides } from './item-overrides.js';
import { ItemSwitches } from './item-switches.js';
import { ItemsRepository } from './items.repository.js';
import { McpServersRepository } from './mcp-servers.repository.js';
import { OfferStore } from './offer-store.js';
import { PromptsController } from './prompts.controller.js';
import { ResourcesController } from './resources.controller.js';
import { RegistryGauges } from './registry-gauges.js';
import { ServerHealthBook } from './server-health.js';
import { ServerConfigsController } from './server-configs.controller.js';
import { ServerSecrets } from './server-secrets.js';
import { ServerStore } from './server-store.js';
import { ServersController } from './servers.controller.js';
import { ServersService } from './servers.service.js';
import { CredentialsController } from './sign-in/credentials.controller.js';
import { Callback } from './sign-in/callback.service.js';
import { OwnCredentials } from './sign-in/own-credentials.service.js';
import { RedirectUris } from './sign-in/redirect-uris.js';
import { ServerViews } from './server-views.js';
import { OauthCallbackController } from './sign-in/oauth-callback.controller.js';
import { ServerSignIns } from './sign-in/server-sign-ins.service.js';
import { SignInsController } from './sign-in/sign-ins.controller.js';
import { SnapshotBuilder } from './snapshot-builder.js';
import { ToolsController } from './tools.controller.js';
import { UpstreamTargets } from './upstream-targets.js';
import { Upstreams } from './upstreams.js';

/** MCP servers and what they provide. Global for the sake of `KnownServers`, a port of modules below it. */
@Global()
@Module({
  imports: [UpstreamModule, UpstreamAuthModule],
  controllers: [
    ServersController,
    CredentialsController,
    SignInsController,
    OauthCallbackController,
    ServerConfigsController,
    ToolsController,
    PromptsController,
    ResourcesController,
  ],
  providers: [
    Catalog,
    CatalogRefresh,
    CatalogRepository,
    CatalogSearch,
    ItemOverrides,
    ItemSwitches,
    ItemsRepository,
    McpServersRepository,
    OfferStore,
    RegistryGauges,
    ServerHealthBook,
    HealthProbes,
    ServerSecrets,
    ServerStore,
    Callback,
    OwnCredentials,
    RedirectUris,
    ServerSignIns,
    ServerViews,
    ServersService,
    SnapshotBuilder,
    UpstreamTargets,
    Upstreams,
    { provide: KnownServers, useExisting: Catalog },
  ],
  exports: [Catalog, CatalogSearch, KnownServers, RedirectUris, ServerSignIns, ServersService, Upstreams],
})
export class RegistryModule {}
