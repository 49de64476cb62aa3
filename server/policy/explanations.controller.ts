import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EnterpriseRoles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { ExplainQuery } from './dto/explain.query.js';
import { ExplanationResponse } from './dto/explanation.response.js';
import { Explanations } from './explanations.js';

@ApiTags('MCP clients')
@Controller('api/v0/clients')
export class ExplanationsController {
  constructor(private readonly explanations: Explanations) {}

  /** Whether a client may see and use a tool, prompt or resource, and by which grant, or for lack of which. */
  @Get(':name/explain')
  @EnterpriseRoles('admin')
  @Throws('not_found', 'database_unavailable')
  explain(@Param('name') name: string, @Query() { item }: ExplainQuery): Promise<ExplanationResponse> {
    return this.explanations.explain(name, item);
  }
}
