import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { ServerConfigsQuery } from './dto/queries.dto.js';
import { ServerConfigResponse } from './dto/server-config.response.js';
import { ServersService } from './servers.service.js';

@ApiTags('Servers')
@Controller('api/v0/server_configs')
@Roles('admin')
export class ServerConfigsController {
  constructor(private readonly servers: ServersService) {}

  /** Lists the whole definitions of all MCP servers by name: their secrets too, unless told otherwise. */
  @Get()
  @Throws('database_unavailable')
  list(@Query() { secrets = true }: ServerConfigsQuery): Promise<ServerConfigResponse[]> {
    return secrets ? this.servers.reveal() : this.servers.definitions({ secrets });
  }
}
