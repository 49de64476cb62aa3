import type { Bus } from '../bus/bus.js';
import type { Counts } from '../bus/messages.js';

/** So long other processes do not know what was counted here; shorter, and the bus would cost calls their time. */
const SHARE_MS = 20;
/** More keys at a time are told of in several messages. */
const MAX_KEYS = 1000;

export interface SharedCountsOptions {
  readonly bus: Bus;
  readonly topic: 'requests.counted' | 'failures.counted';
  /** Gets what other processes counted. */
  readonly onOthers: (key: string, count: number) => void;
}

/**
 * Counts that all processes keep for themselves and tell each other, so that each knows the sum. Adding is all that is
 * done with them, so it makes no difference in which order they arrive.
 */
export class SharedCounts {
  private readonly untold = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: SharedCountsOptions) {
    const { bus, topic, onOthers } = options;
    bus.onAnnounced(topic, ({ counts }) => {
      for (const [key, count] of counts) onOthers(key, count);
    });
  }

  /** Costs nothing where there are no other processes. */
  add(key: string, count: number): void {
    if (!this.options.bus.isShared) return;
    this.untold.set(key, (this.untold.get(key) ?? 0) + count);
    this.timer ??= setTimeout(() => this.tell(), SHARE_MS).unref();
  }

  private tell(): void {
    const { bus, topic } = this.options;
    this.timer = undefined;
    const all: Counts = [...this.untold];
    this.untold.clear();
    for (let start = 0; start < all.length; start += MAX_KEYS) {
      bus.announce(topic, { counts: all.slice(start, start + MAX_KEYS) });
    }
  }
}
