import type { UserDefinition } from '../../api/configurations.js';
import type { TokenHolder } from '../database/token-holder.entity.js';
import type { Tokens } from '../secrets/tokens.js';

/**
 * What is to change of the token that somebody has: another one where the definition names another, and its end with
 * it. A token that stays keeps the end it has, so that a second run changes nothing.
 */
export function tokenChanges(
  tokens: Tokens,
  wanted: Pick<UserDefinition, 'access_token' | 'expires_in'>,
  before: Pick<TokenHolder, 'tokenHash' | 'expiresAt'>,
): { access_token?: string; expires_in?: string } {
  const token = wanted.access_token ?? undefined;
  const expiresIn = wanted.expires_in ?? undefined;
  const stays = token === undefined || tokens.hashes(token).includes(before.tokenHash);
  return {
    ...(!stays && { access_token: token }),
    ...(expiresIn !== undefined && (!stays || before.expiresAt === null) && { expires_in: expiresIn }),
  };
}
