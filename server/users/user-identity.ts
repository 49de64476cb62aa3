import type { Identity } from '../common/identities.js';
import { UNLIMITED } from '../common/principal.js';
import type { User } from './user.entity.js';

export const userKey = (id: number): string => `user:${id}`;

/** What the process remembers of a user. */
export function userIdentity(user: User): Identity {
  const { id, username, role, tokenHash, expiresAt, previousTokenHash, previousTokenExpiresAt, lastUsedAt } =
    user;
  return {
    principal: Object.freeze({ kind: 'user', id, name: username, role, grants: UNLIMITED, key: userKey(id) }),
    tokenHash,
    expiresAt,
    previousTokenHash,
    previousTokenExpiresAt,
    lastUsedAt,
  };
}
