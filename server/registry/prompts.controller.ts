import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { CatalogSearch } from './catalog-search.js';
import { ItemQuery, OfServerQuery } from './dto/queries.dto.js';
import { PromptResponse } from './dto/prompt.response.js';

@ApiTags('Prompts')
@Controller('api/v0')
@Roles('user')
export class PromptsController {
  constructor(private readonly search: CatalogSearch) {}

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
}
