import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { TransientSet } from '../common/transient-set.js';

const INTERVAL_MS = 15_000;

/** Something that a proxy might take for dead. */
export interface Waiting {
  keepAlive(): void;
}

/** One timer for everything that waits on the wire. */
@Injectable()
export class KeepAlive implements OnModuleDestroy {
  private readonly waiting = new TransientSet<Waiting>();
  private timer: NodeJS.Timeout | undefined;

  add(waiting: Waiting): void {
    this.waiting.add(waiting);
    this.timer ??= setInterval(() => this.tick(), INTERVAL_MS).unref();
  }

  remove(waiting: Waiting): void {
    this.waiting.delete(waiting);
  }

  tick(): void {
    for (const waiting of this.waiting.values()) waiting.keepAlive();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
