import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Events } from '../events/events.js';
import { Bus } from './bus.js';

/** Tells the other processes of each committed change, and this one of theirs: to look now, not what to find. */
@Injectable()
export class RevisionRelay implements OnModuleInit, OnModuleDestroy {
  private stopListening = () => {};

  constructor(
    private readonly bus: Bus,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.events.on('revision.raised', () => this.bus.announce('revision.raised', {}));
    this.bus.onAnnounced('revision.raised', () => this.events.emit('revision.hinted'));
  }

  onModuleDestroy(): void {
    this.stopListening();
  }
}
