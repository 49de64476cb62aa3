import { Injectable } from '@nestjs/common';
import { credentialOf, expiryOf, type Identity } from '../common/identities.js';
import type { Principal } from '../common/principal.js';
import { Tokens } from '../secrets/tokens.js';
import { IdentityDirectory } from './identity-directory.js';
import { UseRecorder } from './use-recorder.js';

/** Tokens whose hash is remembered; one agent uses one token for thousands of calls. */
const CACHE_SIZE = 10_000;

/** What is known of a good token, until the directory changes. */
interface Verified {
  identity: Identity;
  /** With the credential that this token is. */
  principal: Principal;
  /** Milliseconds since the epoch; `Infinity`: it does not expire. */
  expiresAtMs: number;
}

/** Tells whose token it is. Synchronous: it stands in the way of every call. */
@Injectable()
export class TokenVerifier {
  private readonly cache = new Map<string, Verified>();
  private cacheVersion = 0;

  constructor(
    private readonly directory: IdentityDirectory,
    private readonly tokens: Tokens,
    private readonly uses: UseRecorder,
  ) {}

  /** @returns undefined for a token that is unknown, expired or revoked */
  verify(token: string): Principal | undefined {
    const nowMs = Date.now();
    const verified = this.remembered(token) ?? this.lookUp(token);
    if (!verified || verified.expiresAtMs <= nowMs) return undefined;
    this.uses.record(verified.identity, nowMs);
    return verified.principal;
  }

  private remembered(token: string): Verified | undefined {
    if (this.cacheVersion !== this.directory.version) {
      this.cache.clear();
      this.cacheVersion = this.directory.version;
    }
    return this.cache.get(token);
  }

  private lookUp(token: string): Verified | undefined {
    const hashes = this.tokens.hashes(token);
    const hash = hashes.find((candidate) => this.directory.findByHash(candidate));
    const identity = hash === undefined ? undefined : this.directory.findByHash(hash);
    if (hash === undefined || !identity) return undefined;
    const expiresAtMs = expiryOf(identity, hash);
    const [current] = hashes;
    // SECRET_KEY was changed: what proves to be a good token is stored under the new key.
    if (current !== undefined && hash !== current && hash === identity.tokenHash) {
      this.uses.rehash(identity, current);
      const renewed = this.directory.rehash(identity, current);
      return { identity: renewed, principal: renewed.principal, expiresAtMs };
    }
    return this.remember(token, { identity, principal: principalWith(identity, hash), expiresAtMs });
  }

  private remember(token: string, verified: Verified): Verified {
    if (this.cache.size >= CACHE_SIZE) this.cache.delete(this.cache.keys().next().value!);
    this.cache.set(token, verified);
    return verified;
  }
}

function principalWith({ principal, tokenHash }: Identity, hash: string): Principal {
  return hash === tokenHash ? principal : Object.freeze({ ...principal, credential: credentialOf(hash) });
}
