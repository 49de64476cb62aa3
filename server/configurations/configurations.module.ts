import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { McpClientsModule } from '../mcp-clients/mcp-clients.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { ToolGroupsModule } from '../tool-groups/tool-groups.module.js';
import { UsersModule } from '../users/users.module.js';
import { ApplyTransaction } from './apply-transaction.js';
import { ApplyService } from './apply.service.js';
import { ClientPart } from './client-part.js';
import { ConfigurationsController } from './configurations.controller.js';
import { ConfigFolderController } from './folder/config-folder.controller.js';
import { ConfigFolder } from './folder/config-folder.service.js';
import { FolderApply } from './folder/folder-apply.service.js';
import { ManagedDefinitionsRepository } from './folder/managed-definitions.repository.js';
import { GroupPart } from './group-part.js';
import { Planner } from './planner.js';
import { ServerPart } from './server-part.js';
import { UserPart } from './user-part.js';

/** Whole configurations: everything that can be administered, at once. */
@Module({
  imports: [AuthModule, UsersModule, McpClientsModule, RegistryModule, ToolGroupsModule],
  controllers: [ConfigurationsController, ConfigFolderController],
  providers: [
    ApplyService,
    ApplyTransaction,
    Planner,
    ServerPart,
    GroupPart,
    UserPart,
    ClientPart,
    ConfigFolder,
    FolderApply,
    ManagedDefinitionsRepository,
  ],
  exports: [ConfigFolder],
})
export class ConfigurationsModule {}
