import { ApiProperty } from '@nestjs/swagger';
import type { RotatedTokenView } from '../../../api/identities.js';
import { TokenResponse, tokenFields } from '../../common/token.response.js';
import type { RotatedToken } from '../token-rotation.js';

export class RotatedTokenResponse extends TokenResponse implements RotatedTokenView {
  /** @example "claude-desktop" */
  name: string;
  /**
   * The new token. Shown once; only its hash is kept.
   * @example "mcpj_c_x7Fq0mJY2l8sVd1cKQe5tR9wZ3uHbN6aPiOyGfLkMnB"
   */
  access_token: string;
  /** Until then the token before is good; null: it is not any more. */
  @ApiProperty({ format: 'date-time' })
  previous_token_expires_at: string | null;

  static of({ name, holder, token }: RotatedToken): RotatedTokenResponse {
    return {
      name,
      access_token: token,
      ...tokenFields(holder),
      previous_token_expires_at: holder.previousTokenExpiresAt?.toISOString() ?? null,
    };
  }
}
