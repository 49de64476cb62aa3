import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Roles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { AppConfig } from '../config/app-config.js';
import { CreateGroupDto } from './dto/create-group.dto.js';
import {
  CreatedGroupResponse,
  EffectiveToolsResponse,
  endpointsOf,
  GroupDetailResponse,
  GroupResponse,
  ReplacedGroupResponse,
} from './dto/group.response.js';
import { ReplaceGroupDto } from './dto/replace-group.dto.js';
import { ToolGroupsService } from './tool-groups.service.js';

@ApiTags('Groups')
@Controller('api/v0/tool-groups')
export class ToolGroupsController {
  constructor(
    private readonly groups: ToolGroupsService,
    private readonly config: AppConfig,
  ) {}

  /** Lists all groups by name. */
  @Get()
  @Roles('user')
  @Throws('database_unavailable')
  list(): Promise<GroupResponse[]> {
    return this.groups.list();
  }

  /** One group, and where agents find it. */
  @Get(':name')
  @Roles('user')
  @Throws('not_found', 'database_unavailable')
  async get(@Param('name') name: string, @Req() request: FastifyRequest): Promise<GroupDetailResponse> {
    return { ...(await this.groups.get(name)), ...endpointsOf(name, this.baseUrl(request)) };
  }

  /** The tools of a group that exist and are enabled now. */
  @Get(':name/effective-tools')
  @Roles('user')
  @Throws('not_found', 'database_unavailable')
  async effectiveTools(@Param('name') name: string): Promise<EffectiveToolsResponse> {
    return { tools: await this.groups.effectiveTools(name) };
  }

  /** Creates a group: everything that it includes by name has to exist and be enabled. */
  @Post()
  @Roles('admin')
  @Throws('conflict', 'database_unavailable')
  async create(@Body() body: CreateGroupDto, @Req() request: FastifyRequest): Promise<CreatedGroupResponse> {
    const { group, warnings } = await this.groups.create(body);
    return { ...endpointsOf(group.name, this.baseUrl(request)), warnings };
  }

  /** Replaces the whole definition: what is absent is empty from now on. */
  @Put(':name')
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  async replace(@Param('name') name: string, @Body() body: ReplaceGroupDto): Promise<ReplacedGroupResponse> {
    return { name, ...(await this.groups.replace(name, body)) };
  }

  /** Deletes a group: its endpoints are gone, and it grants nothing any more. 204 also when there is none. */
  @Delete(':name')
  @HttpCode(204)
  @Roles('admin')
  @Throws('database_unavailable')
  async remove(@Param('name') name: string): Promise<void> {
    await this.groups.remove(name);
  }

  private baseUrl({ protocol, host }: FastifyRequest): string {
    return this.config.PUBLIC_URL ?? `${protocol}://${host}`;
  }
}
