import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { CatalogSearch } from './catalog-search.js';
import { EntityQuery, ItemQuery, OfServerQuery } from './dto/queries.dto.js';
import { PromptResponse } from './dto/prompt.response.js';
import { ItemSwitches } from './item-switches.js';

@ApiTags('Prompts')
@Controller('api/v0')
@Roles('user')
export class PromptsController {
  constructor(
    private readonly search: CatalogSearch,
    private readonly switches: ItemSwitches,
  ) {}

  /** Lists prompts by name, disabled ones too. */
  @Get('prompts')
  @Throws('not_found')
  list(@Query() { server }: OfServerQuery): PromptResponse[] {
    return this.search.prompts(server).map((item) => PromptResponse.from(item));
  }

  /** Shows one prompt. */
  @Get('prompt')
  @Throws('not_found')
  get(@Query() { name }: ItemQuery): PromptResponse {
    return PromptResponse.from(this.search.prompt(name));
  }

  /** Enables one prompt or every one of a server. Answers with the names of all that were meant. */
  @Post('prompts/enable')
  @HttpCode(200)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  enable(@Query() { entity }: EntityQuery): Promise<string[]> {
    return this.switches.set('prompt', entity, true);
  }

  /** Disables one prompt or every one of a server: agents no longer see it. */
  @Post('prompts/disable')
  @HttpCode(200)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  disable(@Query() { entity }: EntityQuery): Promise<string[]> {
    return this.switches.set('prompt', entity, false);
  }
}
