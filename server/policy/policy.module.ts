import { Module } from '@nestjs/common';
import { McpClientsModule } from '../mcp-clients/mcp-clients.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { ToolGroupsModule } from '../tool-groups/tool-groups.module.js';
import { Explanations } from './explanations.js';
import { ExplanationsController } from './explanations.controller.js';
import { Policy } from './policy.js';
import { ToolSearch } from './tool-search.js';

/** Who may see and use what. */
@Module({
  imports: [McpClientsModule, RegistryModule, ToolGroupsModule],
  controllers: [ExplanationsController],
  providers: [Explanations, Policy, ToolSearch],
  exports: [Policy, ToolSearch],
})
export class PolicyModule {}
