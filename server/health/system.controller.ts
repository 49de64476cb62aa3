import { Controller, Get, Res } from '@nestjs/common';
import { ApiExtraModels, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../common/access.js';
import { VERSION } from '../common/version.js';
import { AppConfig } from '../config/app-config.js';
import {
  HealthResponse,
  MetadataResponse,
  ReadinessPartResponse,
  ReadinessResponse,
} from './dto/system.response.js';
import { ReadinessService } from './readiness.service.js';

@ApiTags('System')
@ApiExtraModels(ReadinessPartResponse)
@Controller()
@Public()
export class SystemController {
  constructor(
    private readonly config: AppConfig,
    private readonly readiness: ReadinessService,
  ) {}

  /** Says that the process lives. */
  @Get('health')
  health(): HealthResponse {
    return { status: 'ok' };
  }

  /** Says, part by part, whether the server can serve. */
  @Get('ready')
  @ApiServiceUnavailableResponse({ type: ReadinessResponse, description: 'A part is down.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessResponse> {
    const answer = await this.readiness.check();
    reply.status(answer.status === 'ok' ? 200 : 503);
    return answer;
  }

  /** Says what this server is. */
  @Get('metadata')
  metadata(): MetadataResponse {
    return { version: `v${VERSION}`, mode: this.config.SERVER_MODE };
  }
}
