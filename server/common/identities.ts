import type { Principal } from './principal.js';

/** A principal together with what it takes to recognise its token. Stays in memory, never in an answer. */
export interface Identity {
  readonly principal: Principal;
  readonly tokenHash: string;
  /** Null: the token does not expire. */
  readonly expiresAt: Date | null;
  /** The token before the last rotation, good until `previousTokenExpiresAt`. */
  readonly previousTokenHash: string | null;
  readonly previousTokenExpiresAt: Date | null;
  readonly lastUsedAt: Date | null;
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
   * @throws ConflictError when somebody has it already
   */
  abstract assertTokenFree(token: string): void;
}
