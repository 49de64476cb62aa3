import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ConflictError } from '../common/errors.js';
import { credentialOf, hashesOf, Identities, type Identity } from '../common/identities.js';
import type { Principal } from '../common/principal.js';
import { Refresher } from '../common/refresher.js';
import { Events } from '../events/events.js';
import { mcpClientIdentity } from '../mcp-clients/mcp-client-identity.js';
import { McpClientsRepository } from '../mcp-clients/mcp-clients.repository.js';
import { Tokens } from '../secrets/tokens.js';
import { userIdentity } from '../users/user-identity.js';
import { UsersRepository } from '../users/users.repository.js';

/**
 * Every identity in memory, so that no request waits for the database to learn whose token it carries.
 * Changes of this process arrive as they are committed, those of other processes with `revision.changed`.
 */
@Injectable()
export class IdentityDirectory extends Identities implements OnModuleInit, OnModuleDestroy {
  /** Rises with every change: what was derived from an older one is stale. */
  version = 0;

  private readonly byKey = new Map<string, Identity>();
  private readonly byHash = new Map<string, Identity>();
  /** Hashes under the previous key to those under the current one, which may not be written yet. */
  private readonly rehashed = new Map<string, string>();
  private readonly logger = new Logger(IdentityDirectory.name);
  private readonly refresher = new Refresher({
    refresh: () => this.load(),
    onFailure: (error) => this.logger.warn(`identities not read: ${(error as Error).message}`),
    retryMs: 1000,
  });
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly users: UsersRepository,
    private readonly clients: McpClientsRepository,
    private readonly tokens: Tokens,
    private readonly events: Events,
  ) {
    super();
  }

  async onModuleInit(): Promise<void> {
    this.stopListening = this.events.on('revision.changed', () => this.refresher.request());
    await this.load();
  }

  onModuleDestroy(): void {
    this.stopListening?.();
    this.refresher.stop();
  }

  principalByKey(key: string): Principal | undefined {
    return this.byKey.get(key)?.principal;
  }

  /** @returns undefined when there is none of that name */
  userByName(name: string): Principal | undefined {
    for (const { principal } of this.byKey.values()) {
      if (principal.kind === 'user' && principal.name === name) return principal;
    }
    return undefined;
  }

  /** The identity that has, or had before its last rotation, a token of this hash. */
  findByHash(hash: string): Identity | undefined {
    return this.byHash.get(hash);
  }

  all(): Iterable<Identity> {
    return this.byKey.values();
  }

  override put(identity: Identity): void {
    const before = this.byKey.get(identity.principal.key);
    if (before && same(before, identity)) return;
    this.take(identity);
    if (before) this.announce(before, identity);
  }

  /** The token stays what it is, but is known by its hash under the current key from now on. */
  rehash(identity: Identity, tokenHash: string): Identity {
    this.rehashed.set(identity.tokenHash, tokenHash);
    const renewed = { ...identity, tokenHash };
    this.take(renewed);
    return renewed;
  }

  override remove(key: string): void {
    const identity = this.byKey.get(key);
    if (!identity) return;
    this.forget(identity);
    this.version++;
    this.events.emit('principal.revoked', { key, kept: [] });
  }

  override assertTokenFree(token: string, holder?: string): void {
    const holders = this.tokens.hashes(token).map((hash) => this.byHash.get(hash)?.principal.key);
    if (holders.some((key) => key !== undefined && key !== holder)) {
      throw new ConflictError('this access token is in use already; choose another one');
    }
  }

  /** Reads all identities, again if one changed meanwhile: what was read may lack that change. */
  private async load(): Promise<void> {
    let version: number;
    let identities: Identity[];
    do {
      version = this.version;
      identities = [
        ...(await this.users.findAll()).map(userIdentity),
        ...(await this.clients.findAll()).map(mcpClientIdentity),
      ];
    } while (version !== this.version);
    const keys = new Set(identities.map(({ principal }) => principal.key));
    for (const key of [...this.byKey.keys()]) if (!keys.has(key)) this.remove(key);
    for (const identity of identities) {
      this.put({ ...identity, tokenHash: this.rehashed.get(identity.tokenHash) ?? identity.tokenHash });
    }
  }

  private take(identity: Identity): void {
    const { key } = identity.principal;
    const before = this.byKey.get(key);
    if (before) this.forget(before);
    this.byKey.set(key, identity);
    for (const hash of hashesOf(identity)) this.byHash.set(hash, identity);
    this.version++;
  }

  private forget(identity: Identity): void {
    this.byKey.delete(identity.principal.key);
    for (const hash of hashesOf(identity)) {
      if (this.byHash.get(hash) === identity) this.byHash.delete(hash);
    }
  }

  private announce(before: Identity, now: Identity): void {
    const { key, role, grants } = before.principal;
    const kept = hashesOf(now);
    if (hashesOf(before).some((hash) => !kept.includes(hash))) {
      this.events.emit('principal.revoked', { key, kept: kept.map(credentialOf) });
    }
    if (role !== now.principal.role || grants.key !== now.principal.grants.key) {
      this.events.emit('principal.changed', { key });
    }
  }
}

/** Apart from when it was last used, which changes nothing. */
function same(a: Identity, b: Identity): boolean {
  return (
    a.tokenHash === b.tokenHash &&
    a.previousTokenHash === b.previousTokenHash &&
    a.expiresAt?.getTime() === b.expiresAt?.getTime() &&
    a.previousTokenExpiresAt?.getTime() === b.previousTokenExpiresAt?.getTime() &&
    a.principal.role === b.principal.role &&
    a.principal.owner === b.principal.owner &&
    a.principal.rateLimitRpm === b.principal.rateLimitRpm &&
    a.principal.grants.key === b.principal.grants.key
  );
}
