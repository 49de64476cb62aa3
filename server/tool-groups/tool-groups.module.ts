import { Global, Module } from '@nestjs/common';
import { KnownGroups } from '../common/known-groups.js';
import { RegistryModule } from '../registry/registry.module.js';
import { Groups } from './groups.service.js';
import { ToolGroupsController } from './tool-groups.controller.js';
import { ToolGroupsRepository } from './tool-groups.repository.js';
import { ToolGroupsService } from './tool-groups.service.js';

/**
 * Parts of what is offered, under names and endpoints of their own. Global for the sake of `KnownGroups`, a port of
 * modules below it.
 */
@Global()
@Module({
  imports: [RegistryModule],
  controllers: [ToolGroupsController],
  providers: [Groups, { provide: KnownGroups, useExisting: Groups }, ToolGroupsRepository, ToolGroupsService],
  exports: [Groups, KnownGroups, ToolGroupsService],
})
export class ToolGroupsModule {}
