import { Module } from '@nestjs/common';
import { McpClientsController } from './mcp-clients.controller.js';
import { McpClientsRepository } from './mcp-clients.repository.js';
import { McpClientsService } from './mcp-clients.service.js';

@Module({
  controllers: [McpClientsController],
  providers: [McpClientsService, McpClientsRepository],
  exports: [McpClientsService, McpClientsRepository],
})
export class McpClientsModule {}
