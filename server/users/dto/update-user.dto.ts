import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { UpdateUserRequest, UserRole } from '../../../api/identities.js';
import { CUSTOM_TOKEN, DURATION } from '../../../api/limits.js';
import { Follows, Optional } from '../../common/validation.js';

/** What is not sent stays as it is. */
export class UpdateUserDto implements UpdateUserRequest {
  /** Sent by MCPJungle's own client; the path names the user. */
  @ApiProperty({ deprecated: true, required: false, type: String })
  @Optional()
  username?: string;

  /**
   * Takes the place of the user's token at once.
   * @example "a-token-of-my-own"
   */
  @Optional()
  @Follows(CUSTOM_TOKEN)
  access_token?: string;

  /** What they may do from now on. */
  @Optional()
  @IsIn(['admin', 'user'])
  role?: UserRole;

  /**
   * How long the token lives from now on; if absent it expires when it would have.
   * @example "90d"
   */
  @Optional()
  @Follows(DURATION)
  expires_in?: string;
}
