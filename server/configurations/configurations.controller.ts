import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../common/access.js';
import type { Principal } from '../common/principal.js';
import { Throws } from '../common/throws.js';
import { ApplyService } from './apply.service.js';
import { AppliedResponse } from './dto/applied.response.js';
import { ApplyQuery } from './dto/apply-query.dto.js';
import { ConfigurationDto } from './dto/configuration.dto.js';
import { readConfiguration } from './read-configuration.js';
import type { Pruning } from './step.js';

@ApiTags('Configurations')
@Controller('api/v0/apply')
export class ConfigurationsController {
  constructor(private readonly configurations: ApplyService) {}

  /** Makes the server match a whole configuration, all of it or nothing; says what was planned and done. */
  @Post()
  @HttpCode(200)
  @Roles('admin')
  @ApiBody({ type: ConfigurationDto })
  @Throws(
    'enterprise_only',
    'conflict',
    'rule_violated',
    'upstream_failed',
    'upstream_timeout',
    'upstream_oauth_required',
    'command_not_allowed',
    'database_unavailable',
  )
  async apply(
    @Body() body: object,
    @Query() { dry_run: dryRun, prune = false }: ApplyQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AppliedResponse> {
    const isPruned: Pruning = (type, name) => prune && !(type === 'user' && name === principal.name);
    const { unanswered: _, ...applied } = await this.configurations.apply(readConfiguration(body), {
      dryRun,
      isPruned,
    });
    return applied;
  }
}
