import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { IdentityDirectory } from '../../auth/identity-directory.js';
import type { Principal } from '../../common/principal.js';
import { Events } from '../../events/events.js';
import { Policy, type Scope } from '../../policy/policy.js';
import { digestsOf, type ViewDigests } from '../core/view-digests.js';

/** Changes come in bursts: a server that registers brings several. */
const DEBOUNCE_MS = 100;

/** Tells those who announce changed lists when to compare what there is with what they announced. */
@Injectable()
export class ViewChanges implements OnModuleInit, OnModuleDestroy {
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly events: Events,
    private readonly policy: Policy,
    private readonly identities: IdentityDirectory,
  ) {}

  onModuleInit(): void {
    this.stopListening = [
      this.events.on('catalog.changed', () => this.tellSoon()),
      this.events.on('groups.changed', () => this.tellSoon()),
      this.events.on('principal.changed', () => this.tellSoon()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stopListening) stop();
    clearTimeout(this.timer);
  }

  /** @returns a function that ends the listening */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The lists as they are now, whatever the principal's grants were when it came. */
  digests(principal: Principal, scope: Scope): ViewDigests {
    return digestsOf(this.policy.view(this.identities.principalByKey(principal.key) ?? principal, scope));
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => this.tell(), DEBOUNCE_MS).unref();
  }

  private tell(): void {
    this.timer = undefined;
    for (const listener of this.listeners) listener();
  }
}
