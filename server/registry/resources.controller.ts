import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { byName } from './catalog.js';
import { CatalogSearch } from './catalog-search.js';
import { EntityQuery, GetResourceDto, OfServerQuery } from './dto/queries.dto.js';
import { ResourceResponse } from './dto/resource.response.js';
import { ItemSwitches } from './item-switches.js';

@ApiTags('Resources')
@Controller('api/v0/resources')
@Roles('user')
export class ResourcesController {
  constructor(
    private readonly search: CatalogSearch,
    private readonly switches: ItemSwitches,
  ) {}

  /** Lists resources by name, disabled ones too. */
  @Get()
  @Throws('not_found')
  list(@Query() { server }: OfServerQuery): ResourceResponse[] {
    return this.search
      .resources(server)
      .map((item) => ResourceResponse.from(item))
      .sort(byName);
  }

  /** Shows one resource. */
  @Post('get')
  @HttpCode(200)
  @Throws('not_found')
  get(@Body() { uri }: GetResourceDto): ResourceResponse {
    return ResourceResponse.from(this.search.resource(uri));
  }

  /** Enables one resource, or every one of a server with its templates. Answers with the names of all that were meant. */
  @Post('enable')
  @HttpCode(200)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  enable(@Query() { entity }: EntityQuery): Promise<string[]> {
    return this.switches.set('resource', entity, true);
  }

  /** Disables one resource or every one of a server: agents no longer see it. */
  @Post('disable')
  @HttpCode(200)
  @Roles('admin')
  @Throws('not_found', 'database_unavailable')
  disable(@Query() { entity }: EntityQuery): Promise<string[]> {
    return this.switches.set('resource', entity, false);
  }
}
