import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EnterpriseRoles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { CreateMcpClientDto } from './dto/create-mcp-client.dto.js';
import { CreatedMcpClientResponse, McpClientResponse } from './dto/mcp-client.response.js';
import { McpClientsService } from './mcp-clients.service.js';

@ApiTags('MCP clients')
@Controller('api/v0/clients')
export class McpClientsController {
  constructor(private readonly clients: McpClientsService) {}

  /** Lists all MCP clients by name. */
  @Get()
  @EnterpriseRoles('admin')
  @Throws('database_unavailable')
  async list(): Promise<McpClientResponse[]> {
    return (await this.clients.list()).map((client) => McpClientResponse.from(client));
  }

  /** Creates an MCP client and returns its access token, once. */
  @Post()
  @EnterpriseRoles('admin')
  @Throws('conflict', 'database_unavailable')
  async create(@Body() body: CreateMcpClientDto): Promise<CreatedMcpClientResponse> {
    return CreatedMcpClientResponse.of(await this.clients.create(body));
  }

  /** Deletes an MCP client: its next request is refused and its open streams end. 204 also when there is none. */
  @Delete(':name')
  @HttpCode(204)
  @EnterpriseRoles('admin')
  @Throws('database_unavailable')
  async remove(@Param('name') name: string): Promise<void> {
    await this.clients.remove(name);
  }
}
