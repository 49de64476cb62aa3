import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EnterpriseRoles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { CreateMcpClientDto } from './dto/create-mcp-client.dto.js';
import { UpdateMcpClientDto } from './dto/update-mcp-client.dto.js';
import {
  CreatedMcpClientResponse,
  McpClientResponse,
  UpdatedMcpClientResponse,
} from './dto/mcp-client.response.js';
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

  /** Changes the fields that are sent and no others; null empties one. Holds from the client's next request on. */
  @Put(':name')
  @EnterpriseRoles('admin')
  @Throws('not_found', 'conflict', 'rule_violated', 'database_unavailable')
  async update(
    @Param('name') name: string,
    @Body() body: UpdateMcpClientDto,
  ): Promise<UpdatedMcpClientResponse> {
    return UpdatedMcpClientResponse.of(await this.clients.update(name, body.changes()));
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
