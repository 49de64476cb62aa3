import { ApiProperty } from '@nestjs/swagger';
import type { TokenView } from '../../api/identities.js';

/** What is told of somebody's access token. */
export class TokenResponse implements TokenView {
  /**
   * The clear beginning of the token, to tell tokens apart.
   * @example "mcpj_c_x7Fq"
   */
  token_prefix: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  /** Null: the token does not expire. */
  @ApiProperty({ format: 'date-time' })
  expires_at: string | null;
  /** To the minute; null: never used. */
  @ApiProperty({ format: 'date-time' })
  last_used_at: string | null;
}

interface Row {
  tokenPrefix: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

export function tokenFields({ tokenPrefix, createdAt, expiresAt, lastUsedAt }: Row): TokenResponse {
  return {
    token_prefix: tokenPrefix,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt?.toISOString() ?? null,
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
