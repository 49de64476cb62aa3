import { ApiProperty } from '@nestjs/swagger';
import type { CreatedUserView, UserRole, UserView, WhoamiView } from '../../../api/identities.js';
import type { Principal } from '../../common/principal.js';
import type { User } from '../user.entity.js';
import type { CreatedUser } from '../users.service.js';

export class WhoamiResponse implements WhoamiView {
  /** @example "alice" */
  username: string;
  role: UserRole;

  static from({ name, role }: Principal): WhoamiResponse {
    return { username: name, role: role === 'admin' ? 'admin' : 'user' };
  }
}

export class UserResponse implements UserView {
  /** @example "alice" */
  username: string;
  role: UserRole;
  /**
   * The clear beginning of the token, to tell tokens apart.
   * @example "mcpj_u_x7Fq"
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

  static from(user: User): UserResponse {
    return {
      username: user.username,
      role: user.role,
      token_prefix: user.tokenPrefix,
      created_at: user.createdAt.toISOString(),
      expires_at: user.expiresAt?.toISOString() ?? null,
      last_used_at: user.lastUsedAt?.toISOString() ?? null,
    };
  }
}

export class CreatedUserResponse extends UserResponse implements CreatedUserView {
  /**
   * Shown once; only its hash is kept.
   * @example "mcpj_u_x7Fq0mJY2l8sVd1cKQe5tR9wZ3uHbN6aPiOyGfLkMnB"
   */
  access_token: string;

  static of({ user, token }: CreatedUser): CreatedUserResponse {
    return { ...UserResponse.from(user), access_token: token };
  }
}
