import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { IdentityDirectory } from '../../../auth/identity-directory.js';
import { Events } from '../../../events/events.js';
import { Policy } from '../../../policy/policy.js';
import { notification } from '../../../wire/build-message.js';
import { changedLists, digestsOf, LISTS } from '../../core/view-digests.js';
import type { SessionStream } from './session-stream.js';
import { SessionStreams } from './session-streams.js';

/** Changes come in bursts: a server that registers brings several. */
const DEBOUNCE_MS = 100;
const MESSAGES = Object.fromEntries(
  LISTS.map((list) => [list, notification(`notifications/${list}/list_changed`)]),
);

/** Tells each client which of its lists are no longer what it was told they are. */
@Injectable()
export class ListAnnouncer implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly events: Events,
    private readonly streams: SessionStreams,
    private readonly policy: Policy,
    private readonly identities: IdentityDirectory,
  ) {}

  onModuleInit(): void {
    this.stopListening = [
      this.events.on('catalog.changed', () => this.announceSoon()),
      this.events.on('principal.changed', () => this.announceSoon()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stopListening) stop();
    clearTimeout(this.timer);
  }

  /** To a stream that opens too: something may have changed while the session had none. */
  announce(stream: SessionStream): void {
    const { session } = stream;
    const principal = this.identities.principalByKey(stream.principal.key) ?? stream.principal;
    const now = digestsOf(this.policy.view(principal, session.scope));
    for (const list of changedLists(session.announced, now)) void stream.send(MESSAGES[list]!);
    session.announced = now;
  }

  private announceSoon(): void {
    this.timer ??= setTimeout(() => this.announceAll(), DEBOUNCE_MS).unref();
  }

  private announceAll(): void {
    this.timer = undefined;
    for (const stream of this.streams.newest()) this.announce(stream);
  }
}
