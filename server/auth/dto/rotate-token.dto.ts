import { IsInt, Max, Min } from 'class-validator';
import type { RotateTokenRequest } from '../../../api/identities.js';
import { DURATION, MAX_GRACE_SECONDS } from '../../../api/limits.js';
import { Follows, Optional } from '../../common/validation.js';

export class RotateTokenDto implements RotateTokenRequest {
  /**
   * How long the token before stays good; not at all if absent.
   * @example 86400
   */
  @Optional()
  @Max(MAX_GRACE_SECONDS)
  @Min(0)
  @IsInt()
  grace_seconds?: number;

  /**
   * How long the new token lives; if absent it expires when the one before would have.
   * @example "90d"
   */
  @Optional()
  @Follows(DURATION)
  expires_in?: string;
}
