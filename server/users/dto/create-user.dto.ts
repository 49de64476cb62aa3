import { IsIn } from 'class-validator';
import type { CreateUserRequest, UserRole } from '../../../api/identities.js';
import { CUSTOM_TOKEN, DURATION, IDENTITY_NAME } from '../../../api/limits.js';
import { UnusedTokenReference } from '../../common/token-reference.js';
import { Follows, Optional } from '../../common/validation.js';

export class CreateUserDto implements CreateUserRequest {
  /**
   * Unique, compared exactly.
   * @example "alice"
   */
  @Follows(IDENTITY_NAME)
  username: string;

  /**
   * A token of your own choice; without it one is generated.
   * @example "a-token-of-my-own"
   */
  @Optional()
  @Follows(CUSTOM_TOKEN)
  access_token?: string;

  /** `user` if absent. */
  @Optional()
  @IsIn(['admin', 'user'])
  role?: UserRole;

  /**
   * How long the token lives; without it the token does not expire.
   * @example "90d"
   */
  @Optional()
  @Follows(DURATION)
  expires_in?: string;

  /** Sent by MCPJungle's own client, and always empty. */
  @UnusedTokenReference()
  access_token_ref?: object;
}
