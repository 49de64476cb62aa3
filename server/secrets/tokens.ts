import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretKeys } from './secret-keys.js';

export type TokenKind = 'client' | 'user' | 'admin';

/** What secret scanners look for. */
const PREFIX: Record<TokenKind, string> = { client: 'mcpj_c_', user: 'mcpj_u_', admin: 'mcpj_a_' };
const PREFIX_LENGTH = PREFIX.client.length;

/** Makes access tokens, and the hashes under which they are stored and found. */
@Injectable()
export class Tokens {
  readonly #peppers: Buffer[];

  constructor(keys: SecretKeys) {
    this.#peppers = keys.all.map((key) => key.derive('token-hash'));
  }

  /** @returns a prefix and 32 random bytes in base64url: 50 characters */
  generate(kind: TokenKind): string {
    return PREFIX[kind] + randomBytes(32).toString('base64url');
  }

  /** @returns HMAC-SHA-256 under the current key, in hex */
  hash(token: string): string {
    return hmac(this.#peppers[0]!, token);
  }

  /** @returns the hashes a stored token may have: the current key's first, then the previous key's if there is one */
  hashes(token: string): string[] {
    return this.#peppers.map((pepper) => hmac(pepper, token));
  }

  /** @returns the clear beginning that is kept for humans: of a custom token at most 2 characters */
  prefix(token: string, generated: boolean): string {
    return token.slice(0, generated ? PREFIX_LENGTH + 4 : 2);
  }
}

function hmac(pepper: Buffer, token: string): string {
  return createHmac('sha256', pepper).update(token).digest('hex');
}
