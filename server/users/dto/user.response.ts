import type { CreatedUserView, UserRole, UserView, WhoamiView } from '../../../api/identities.js';
import type { Principal } from '../../common/principal.js';
import { TokenResponse, tokenFields } from '../../common/token.response.js';
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

export class UserResponse extends TokenResponse implements UserView {
  /** @example "alice" */
  username: string;
  role: UserRole;

  static from(user: User): UserResponse {
    return {
      username: user.username,
      role: user.role,
      ...tokenFields(user),
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
