import { durationMs } from '../common/duration.js';
import type { TokenKind, Tokens } from './tokens.js';

export interface TokenRequest {
  kind: TokenKind;
  /** Chosen by an administrator; one is generated when absent. */
  custom?: string;
  /** For example `90d`; a token without it does not expire. */
  expiresIn?: string;
}

/** A token that is about to be handed out: itself, once, and what is stored of it. */
export interface IssuedToken {
  token: string;
  stored: { tokenHash: string; tokenPrefix: string; expiresAt: Date | null };
}

export function issueToken(tokens: Tokens, { kind, custom, expiresIn }: TokenRequest): IssuedToken {
  const token = custom ?? tokens.generate(kind);
  return {
    token,
    stored: {
      tokenHash: tokens.hash(token),
      tokenPrefix: tokens.prefix(token, custom === undefined),
      expiresAt: expiresIn === undefined ? null : new Date(Date.now() + durationMs(expiresIn)),
    },
  };
}
