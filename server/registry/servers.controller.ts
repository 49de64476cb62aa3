import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../common/access.js';
import type { Principal } from '../common/principal.js';
import { Throws } from '../common/throws.js';
import { ASKING_FAILURES } from './asking-failures.js';
import { CatalogRefresh } from './catalog-refresh.js';
import { RegisterServerQuery } from './dto/queries.dto.js';
import { RefreshedServerResponse } from './dto/refreshed-server.response.js';
import { RegisterServerDto } from './dto/register-server.dto.js';
import {
  RegisteredServerResponse,
  ServerResponse,
  ToggledServerResponse,
  UpdatedServerResponse,
} from './dto/server.response.js';
import { UpdateServerDto } from './dto/update-server.dto.js';
import { ServerViews } from './server-views.js';
import { ServersService } from './servers.service.js';
import { AuthorizationRequiredResponse } from './sign-in/dto/sign-in.response.js';
import { answered } from './sign-in/outcome.js';
import { ServerSignIns } from './sign-in/server-sign-ins.service.js';

@ApiTags('Servers')
@Controller('api/v0/servers')
export class ServersController {
  constructor(
    private readonly servers: ServersService,
    private readonly signIns: ServerSignIns,
    private readonly views: ServerViews,
    private readonly offers: CatalogRefresh,
  ) {}

  /** Lists all registered MCP servers by name. */
  @Get()
  @Roles('user')
  list(): ServerResponse[] {
    return this.servers.list().map((server) => this.views.of(server));
  }

  /** Connects to an MCP server, reads what it provides, and registers it: all of it, or nothing. */
  @Post()
  @ApiCreatedResponse({ type: RegisteredServerResponse })
  @ApiAcceptedResponse({ type: AuthorizationRequiredResponse, description: 'Somebody has to sign in first.' })
  @Roles('admin')
  @Throws('conflict', ...ASKING_FAILURES)
  async register(
    @CurrentPrincipal() by: Principal,
    @Body() body: RegisterServerDto,
    @Query() { force = false }: RegisterServerQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegisteredServerResponse | AuthorizationRequiredResponse> {
    const outcome = await this.signIns.register(by, body, { force });
    return answered(outcome, reply, (done) => this.views.registered(done));
  }

  /** Shows one registered MCP server. */
  @Get(':name')
  @Roles('user')
  @Throws('not_found')
  get(@Param('name') name: string): ServerResponse {
    return this.views.of(this.servers.get(name));
  }

  /**
   * Gives an MCP server another definition, the whole of it. Connects first: when that fails, nothing changes.
   * Whether it is enabled stays, and so does what was changed of its items.
   */
  @Put(':name')
  @ApiOkResponse({ type: UpdatedServerResponse })
  @ApiAcceptedResponse({ type: AuthorizationRequiredResponse, description: 'Somebody has to sign in first.' })
  @Roles('admin')
  @Throws('not_found', ...ASKING_FAILURES)
  async update(
    @CurrentPrincipal() by: Principal,
    @Param('name') name: string,
    @Body() body: UpdateServerDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpdatedServerResponse | AuthorizationRequiredResponse> {
    const outcome = await this.signIns.update(by, { ...body, name });
    return answered(outcome, reply, ({ server, warnings }) => ({ ...this.views.of(server), warnings }));
  }

  /** Reads again what an MCP server offers, and tells what differs. */
  @Post(':name/refresh')
  @HttpCode(200)
  @Roles('admin')
  @Throws('not_found', ...ASKING_FAILURES)
  async refresh(
    @CurrentPrincipal() { key }: Principal,
    @Param('name') name: string,
  ): Promise<RefreshedServerResponse> {
    return RefreshedServerResponse.from(await this.offers.refreshNow(name, key));
  }

  /** Enables an MCP server; what was disabled of it one by one stays disabled. */
  @Post(':name/enable')
  @HttpCode(200)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  async enable(@Param('name') name: string): Promise<ToggledServerResponse> {
    return ToggledServerResponse.from(await this.servers.setEnabled(name, true));
  }

  /** Disables an MCP server: for agents it does not exist until it is enabled again. */
  @Post(':name/disable')
  @HttpCode(200)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  async disable(@Param('name') name: string): Promise<ToggledServerResponse> {
    return ToggledServerResponse.from(await this.servers.setEnabled(name, false));
  }

  /** Removes an MCP server with all it provides. */
  @Delete(':name')
  @HttpCode(204)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  async deregister(@Param('name') name: string): Promise<void> {
    await this.servers.deregister(name);
  }
}
