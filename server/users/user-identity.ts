import { UNLIMITED } from '../common/grants.js';
import { type Identity, identityOf } from '../common/identities.js';
import type { User } from './user.entity.js';

export const userKey = (id: number): string => `user:${id}`;

/** What the process remembers of a user. */
export function userIdentity(user: User): Identity {
  const { id, username: name, role } = user;
  const known = { grants: UNLIMITED, key: userKey(id), owner: null, rateLimitRpm: null };
  return identityOf({ kind: 'user', id, name, role, ...known }, user);
}
