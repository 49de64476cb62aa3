import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { notification } from '../../../wire/build-message.js';
import { changedLists, LISTS } from '../../core/view-digests.js';
import { ViewChanges } from '../../lists/view-changes.js';
import type { SessionStream } from '../../sessions/session-stream.js';
import { SessionStreams } from '../../sessions/session-streams.js';

const MESSAGES = Object.fromEntries(
  LISTS.map((list) => [list, notification(`notifications/${list}/list_changed`)]),
);

/** Tells each client which of its lists are no longer what it was told they are. */
@Injectable()
export class ListAnnouncer implements OnModuleInit, OnModuleDestroy {
  private stopListening = () => {};

  constructor(
    private readonly changes: ViewChanges,
    private readonly streams: SessionStreams,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.changes.listen(() => {
      for (const stream of this.streams.newest()) this.announce(stream);
    });
  }

  onModuleDestroy(): void {
    this.stopListening();
  }

  /** To a stream that opens too: something may have changed while the session had none. */
  announce(stream: SessionStream): void {
    const { session, principal } = stream;
    const now = this.changes.digests(principal, session.scope);
    for (const list of changedLists(session.announced, now)) void stream.send(MESSAGES[list]!);
    session.announced = now;
  }
}
