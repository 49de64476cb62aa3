import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module.js';
import { Groups } from './groups.service.js';
import { ToolGroupsController } from './tool-groups.controller.js';
import { ToolGroupsRepository } from './tool-groups.repository.js';
import { ToolGroupsService } from './tool-groups.service.js';

/** Parts of what is offered, under names and endpoints of their own. */
@Module({
  imports: [RegistryModule],
  controllers: [ToolGroupsController],
  providers: [Groups, ToolGroupsRepository, ToolGroupsService],
  exports: [Groups, ToolGroupsService],
})
export class ToolGroupsModule {}
