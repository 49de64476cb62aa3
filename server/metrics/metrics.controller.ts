import { Controller, Get, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { MetricsGuard } from './metrics.guard.js';
import { MetricsService } from './metrics.service.js';

@ApiTags('System')
@Controller('metrics')
@Public()
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  /** What is measured, as Prometheus reads it; with `METRICS_TOKEN` set it takes that as a bearer token. */
  @Get()
  @UseGuards(MetricsGuard)
  @Throws('not_found', 'unauthorized', 'rate_limited')
  @ApiProduces('text/plain')
  @ApiOkResponse({
    schema: { type: 'string', example: 'mcpjungle_sessions 3\n' },
    description: 'The text format of Prometheus, 0.0.4.',
  })
  read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('Content-Type', this.metrics.contentType);
    return this.metrics.text();
  }
}
