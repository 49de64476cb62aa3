import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import type { CatalogServer } from './catalog.js';
import { RegisterServerQuery } from './dto/queries.dto.js';
import { RegisterServerDto } from './dto/register-server.dto.js';
import { RegisteredServerResponse, ServerResponse } from './dto/server.response.js';
import { ServerHealthBook } from './server-health.js';
import { ServersService } from './servers.service.js';

@ApiTags('Servers')
@Controller('api/v0/servers')
export class ServersController {
  constructor(
    private readonly servers: ServersService,
    private readonly health: ServerHealthBook,
  ) {}

  /** Lists all registered MCP servers by name. */
  @Get()
  @Roles('user')
  list(): ServerResponse[] {
    return this.servers.list().map((server) => this.shown(server));
  }

  /** Connects to an MCP server, reads what it provides, and registers it: all of it, or nothing. */
  @Post()
  @Roles('admin')
  @Throws(
    'conflict',
    'upstream_failed',
    'upstream_timeout',
    'upstream_oauth_required',
    'database_unavailable',
  )
  async register(
    @Body() body: RegisterServerDto,
    @Query() { force = false }: RegisterServerQuery,
  ): Promise<RegisteredServerResponse> {
    const { server, warnings } = await this.servers.register(body, { force });
    return { server: this.shown(server), warnings };
  }

  /** Shows one registered MCP server. */
  @Get(':name')
  @Roles('user')
  @Throws('not_found')
  get(@Param('name') name: string): ServerResponse {
    return this.shown(this.servers.get(name));
  }

  /** Removes an MCP server with all it provides. */
  @Delete(':name')
  @HttpCode(204)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  async deregister(@Param('name') name: string): Promise<void> {
    await this.servers.deregister(name);
  }

  private shown(server: CatalogServer): ServerResponse {
    return ServerResponse.from(server, this.health.of(server.name));
  }
}
