import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.js';
import { durationMs } from '../common/duration.js';
import { Throws } from '../common/throws.js';
import { StatsQuery } from './dto/stats.query.js';
import { StatsResponse } from './dto/stats.response.js';
import { StatsService } from './stats.service.js';

@ApiTags('Audit')
@Controller('api/v0/stats')
@Roles('admin')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  /** Counts calls and errors per server, tool and client over a window, an hour if none is given. */
  @Get()
  @Throws('database_unavailable')
  within(@Query() { window = '1h' }: StatsQuery): Promise<StatsResponse> {
    return this.stats.within(durationMs(window));
  }
}
