import { Global, Module } from '@nestjs/common';
import { OwnedByUsers } from '../common/owned-by-users.js';
import { McpClientsController } from './mcp-clients.controller.js';
import { McpClientsRepository } from './mcp-clients.repository.js';
import { McpClientsService } from './mcp-clients.service.js';
import { UnknownGrants } from './unknown-grants.js';

/** Agents, and what they may reach. Global for the sake of `OwnedByUsers`, a port of the module beside it. */
@Global()
@Module({
  controllers: [McpClientsController],
  providers: [
    McpClientsService,
    McpClientsRepository,
    UnknownGrants,
    { provide: OwnedByUsers, useExisting: McpClientsRepository },
  ],
  exports: [McpClientsService, McpClientsRepository, OwnedByUsers, UnknownGrants],
})
export class McpClientsModule {}
