import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { InitDto } from './dto/init.dto.js';
import { InitResponse } from './dto/init.response.js';
import { InitGuard } from './init.guard.js';
import { InitService } from './init.service.js';

@ApiTags('System')
@Controller('init')
export class InitController {
  constructor(private readonly init: InitService) {}

  /** Initialises an enterprise server, once: creates the user `admin` and returns its token. */
  @Post()
  @HttpCode(200)
  @Public()
  @Throws('already_initialized', 'unauthorized', 'rate_limited', 'database_unavailable')
  @UseGuards(InitGuard)
  async initialize(@Body() body: InitDto): Promise<InitResponse> {
    return InitResponse.from(await this.init.initialize(body));
  }
}
