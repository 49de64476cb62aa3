import { Body, Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../common/access.js';
import type { Principal } from '../../common/principal.js';
import { Throws } from '../../common/throws.js';
import { OwnCredentialDto } from './dto/sign-in.dto.js';
import { OwnCredentials } from './own-credentials.service.js';

@ApiTags('Servers')
@Controller('api/v0/servers/:name/credential')
@Roles('user')
export class CredentialsController {
  constructor(private readonly credentials: OwnCredentials) {}

  /** Keeps a secret of one's own for a server at which everyone has an account of their own. */
  @Put()
  @HttpCode(204)
  @Throws('not_found', 'rule_violated', 'database_unavailable')
  async put(
    @CurrentPrincipal() by: Principal,
    @Param('name') name: string,
    @Body() body: OwnCredentialDto,
  ): Promise<void> {
    await this.credentials.put(by, name, body);
  }

  /** Forgets what one has for such a server, a grant too. 204 also when there is nothing. */
  @Delete()
  @HttpCode(204)
  @Throws('not_found', 'rule_violated', 'database_unavailable')
  async remove(@CurrentPrincipal() by: Principal, @Param('name') name: string): Promise<void> {
    await this.credentials.remove(by, name);
  }
}
