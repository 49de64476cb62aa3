import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { credentialOf, expiryOf, hashesOf, type Identity } from '../common/identities.js';
import { Events } from '../events/events.js';
import { IdentityDirectory } from './identity-directory.js';

const INTERVAL_MS = 1_000;

/** Requests with an expired token are refused by the verifier; this ends the streams that were opened before. */
@Injectable()
export class ExpiryWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private seenMs = Date.now();

  constructor(
    private readonly directory: IdentityDirectory,
    private readonly events: Events,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), INTERVAL_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const nowMs = Date.now();
    for (const identity of this.directory.all())
      if (this.hasLostOne(identity, nowMs)) this.tell(identity, nowMs);
    this.seenMs = nowMs;
  }

  /** Whether one of its tokens expired since the last look. */
  private hasLostOne(identity: Identity, nowMs: number): boolean {
    const isNew = (date: Date | null) =>
      date !== null && date.getTime() > this.seenMs && date.getTime() <= nowMs;
    return isNew(identity.expiresAt) || isNew(identity.previousTokenExpiresAt);
  }

  private tell(identity: Identity, nowMs: number): void {
    const kept = hashesOf(identity).filter((hash) => expiryOf(identity, hash) > nowMs);
    this.events.emit('principal.revoked', { key: identity.principal.key, kept: kept.map(credentialOf) });
  }
}
