import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { CatalogSearch } from './catalog-search.js';
import { ItemQuery, OfServerQuery } from './dto/queries.dto.js';
import { ToolResponse } from './dto/tool.response.js';

@ApiTags('Tools')
@Controller('api/v0')
@Roles('user')
export class ToolsController {
  constructor(private readonly search: CatalogSearch) {}

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
}
