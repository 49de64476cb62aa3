import { durationMs } from '../common/duration.js';
import type { TokenRow } from '../common/identities.js';
import { RuleError } from '../common/errors.js';
import type { TokenKind, Tokens } from './tokens.js';

export interface TokenRequest {
  kind: TokenKind;
  /** Chosen by an administrator; one is generated when absent. */
  custom?: string;
  /** For example `90d`; a token without it does not expire. */
  expiresIn?: string;
}

/** What is stored of a token, and of the one before it. */
export interface StoredToken extends Pick<
  TokenRow,
  'tokenHash' | 'expiresAt' | 'previousTokenHash' | 'previousTokenExpiresAt'
> {
  tokenPrefix: string;
}

/** A token that is about to be handed out: itself, once, and what is stored of it. */
export interface IssuedToken {
  token: string;
  stored: StoredToken;
}

/** A token for someone new, or one that replaces another at once. */
export function issueToken(tokens: Tokens, { kind, custom, expiresIn }: TokenRequest): IssuedToken {
  const token = custom ?? tokens.generate(kind);
  return {
    token,
    stored: {
      tokenHash: tokens.hash(token),
      tokenPrefix: tokens.prefix(token, custom === undefined),
      expiresAt: expiresIn === undefined ? null : expiryIn(expiresIn),
      previousTokenHash: null,
      previousTokenExpiresAt: null,
    },
  };
}

interface Replacement extends TokenRequest {
  /** How long the token before stays good. */
  graceMs?: number;
}

/**
 * A token in the place of another. It expires when that one would have, unless told otherwise.
 * @throws RuleError when that moment has passed
 */
export function replaceToken(tokens: Tokens, before: TokenRow, replacement: Replacement): IssuedToken {
  const { token, stored } = issueToken(tokens, replacement);
  const { graceMs = 0, expiresIn } = replacement;
  const expiresAt = expiresIn === undefined ? stillAhead(before.expiresAt) : stored.expiresAt;
  const grace = graceMs === 0 ? {} : lingering(before, graceMs);
  return { token, stored: { ...stored, expiresAt, ...grace } };
}

/** @returns the moment a duration from now */
export function expiryIn(duration: string): Date {
  return new Date(Date.now() + durationMs(duration));
}

function stillAhead(expiresAt: Date | null): Date | null {
  if (expiresAt === null || expiresAt.getTime() > Date.now()) return expiresAt;
  throw new RuleError(
    `the token expired on ${expiresAt.toISOString()}; say with expires_in how long the new one lives`,
  );
}

/** No longer than it would have lived. */
function lingering({ tokenHash, expiresAt }: TokenRow, graceMs: number): Partial<StoredToken> {
  const endMs = Math.min(Date.now() + graceMs, expiresAt?.getTime() ?? Infinity);
  return { previousTokenHash: tokenHash, previousTokenExpiresAt: new Date(endMs) };
}
