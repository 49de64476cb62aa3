import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EnterpriseRoles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { RotateTokenDto } from './dto/rotate-token.dto.js';
import { RotatedTokenResponse } from './dto/rotated-token.response.js';
import { TokenRotation } from './token-rotation.js';

@Controller('api/v0')
export class RotationController {
  constructor(private readonly rotation: TokenRotation) {}

  /** Gives a user a new token and returns it, once; the one before stays good for the grace time. */
  @Post('users/:username/rotate')
  @ApiTags('Users')
  @HttpCode(200)
  @EnterpriseRoles('admin')
  @Throws('not_found', 'rule_violated', 'database_unavailable')
  async rotateUser(
    @Param('username') username: string,
    @Body() body: RotateTokenDto,
  ): Promise<RotatedTokenResponse> {
    return RotatedTokenResponse.of(await this.rotation.rotateUser(username, body));
  }

  /** Gives an MCP client a new token and returns it, once; the one before stays good for the grace time. */
  @Post('clients/:name/rotate')
  @ApiTags('MCP clients')
  @HttpCode(200)
  @EnterpriseRoles('admin')
  @Throws('not_found', 'rule_violated', 'database_unavailable')
  async rotateClient(
    @Param('name') name: string,
    @Body() body: RotateTokenDto,
  ): Promise<RotatedTokenResponse> {
    return RotatedTokenResponse.of(await this.rotation.rotateClient(name, body));
  }
}
