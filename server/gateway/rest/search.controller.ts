import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../common/access.js';
import type { Principal } from '../../common/principal.js';
import { Policy } from '../../policy/policy.js';
import { ToolSearch } from '../../policy/tool-search.js';
import { ToolResponse } from '../../registry/dto/tool.response.js';
import { SearchQuery } from './dto/search.dto.js';

@ApiTags('Tools')
@Controller('api/v0')
@Roles('user')
export class SearchController {
  constructor(
    private readonly policy: Policy,
    private readonly search: ToolSearch,
  ) {}

  /** Finds enabled tools by words in name, title, description and parameter names, the best match first. */
  @Get('tools/search')
  async find(@CurrentPrincipal() principal: Principal, @Query() query: SearchQuery): Promise<ToolResponse[]> {
    const view = this.policy.view(principal, { kind: 'all' });
    const found = await this.search.find(view, { words: query.q, limit: query.limit });
    return found.map((item) => ToolResponse.from(item));
  }
}
