import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
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
    for (const { expiresAt, principal } of this.directory.all()) {
      const atMs = expiresAt?.getTime() ?? Infinity;
      if (atMs > this.seenMs && atMs <= nowMs) this.events.emit('principal.revoked', { key: principal.key });
    }
    this.seenMs = nowMs;
  }
}
