import type { Principal } from './principal.js';

/** What it takes to recognise the tokens of an identity, as its row says it. */
export interface TokenRow {
  /** HMAC-SHA-256 in hex. */
  readonly tokenHash: string;
  /** Null: the token does not expire. */
  readonly expiresAt: Date | null;
  /** The token before the last rotation, good until `previousTokenExpiresAt`. */
  readonly previousTokenHash: string | null;
  readonly previousTokenExpiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A principal together with its tokens. Stays in memory, never in an answer. */
export interface Identity extends TokenRow {
  readonly principal: Principal;
}

/** What the process remembers of a row. */
export function identityOf(principal: Omit<Principal, 'credential'>, row: TokenRow): Identity {
  const { tokenHash, expiresAt, previousTokenHash, previousTokenExpiresAt, lastUsedAt } = row;
  return {
    principal: Object.freeze({ ...principal, credential: credentialOf(tokenHash) }),
    tokenHash,
    expiresAt,
    previousTokenHash,
    previousTokenExpiresAt,
    lastUsedAt,
  };
}

/** Tells the tokens of one principal apart. */
export function credentialOf(tokenHash: string): string {
  return tokenHash.slice(0, 16);
}

/** @returns when the token of this hash, current or previous, expires: ms since the epoch, `Infinity` for never */
export function expiryOf(identity: TokenRow, hash: string): number {
  const isCurrent = hash === identity.tokenHash;
  const expiresAt = isCurrent ? identity.expiresAt : identity.previousTokenExpiresAt;
  // A previous token whose grace was never given an end is not good at all.
  return expiresAt?.getTime() ?? (isCurrent ? Infinity : 0);
}

/** The hashes an identity is found by: the current one last. */
export function hashesOf({ tokenHash, previousTokenHash }: TokenRow): string[] {
  return previousTokenHash === null ? [tokenHash] : [previousTokenHash, tokenHash];
}

/**
 * The identities as this process knows them. Users and MCP clients report every change here as soon as it
 * is committed, so that it holds before the request that made it is answered.
 */
export abstract class Identities {
  /** Created or changed. */
  abstract put(identity: Identity): void;

  /** Deleted: its token is refused from now on, its streams and sessions end. */
  abstract remove(key: string): void;

  /**
   * A token belongs to one identity, user or client.
   * @param holder the key of whom it is for, when they are there already: they may have it
   * @throws ConflictError when somebody has it already
   */
  abstract assertTokenFree(token: string, holder?: string): void;
}
