import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { CatalogSearch } from './catalog-search.js';
import { EntityQuery, ItemQuery, OfServerQuery } from './dto/queries.dto.js';
import { OverrideToolDto } from './dto/override-tool.dto.js';
import { ToolResponse } from './dto/tool.response.js';
import { ItemOverrides } from './item-overrides.js';
import { ItemSwitches } from './item-switches.js';

@ApiTags('Tools')
@Controller('api/v0')
@Roles('user')
export class ToolsController {
  constructor(
    private readonly search: CatalogSearch,
    private readonly switches: ItemSwitches,
    private readonly overrides: ItemOverrides,
  ) {}

  /** Lists tools by name, disabled ones too. */
  @Get('tools')
  @Throws('not_found')
  list(@Query() { server }: OfServerQuery): ToolResponse[] {
    return this.search.tools(server).map((item) => ToolResponse.from(item));
  }

  /** Shows one tool. */
  @Get('tool')
  @Throws('not_found')
  get(@Query() { name }: ItemQuery): ToolResponse {
    return ToolResponse.from(this.search.tool(name));
  }

  /** Enables one tool or every one of a server. Answers with the names of all that were meant. */
  @Post('tools/enable')
  @HttpCode(200)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  enable(@Query() { entity }: EntityQuery): Promise<string[]> {
    return this.switches.set('tool', entity, true);
  }

  /** Disables one tool or every one of a server: agents no longer see it. */
  @Post('tools/disable')
  @HttpCode(200)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  disable(@Query() { entity }: EntityQuery): Promise<string[]> {
    return this.switches.set('tool', entity, false);
  }

  /**
   * Has agents see a tool under another name, or with another description. What is left out of the body stays; what
   * is empty is the upstream's own again, and an empty body takes back both. Grants, groups and audit go by the
   * canonical name; calls take either.
   */
  @Put('tools/override')
  @Roles('admin')
  @Throws('not_found', 'conflict', 'database_unavailable')
  async override(@Query() { name }: ItemQuery, @Body() body: OverrideToolDto): Promise<ToolResponse> {
    return ToolResponse.from(await this.overrides.set(name, body));
  }
}
