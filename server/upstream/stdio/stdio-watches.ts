import type { Message } from '../../wire/message.js';
import { SessionWatches, type SessionWatchesOptions } from '../sessions/session-watches.js';
import type { Topic } from '../topics.js';
import { UpstreamFailure } from '../upstream-failure.js';
import type { Caller, Watches } from '../upstream.js';

export interface StdioWatchesOptions extends SessionWatchesOptions {
  /** Callers that may be told of something at a time: each has a process for it. */
  readonly maxWatching: number;
}

/**
 * What is subscribed to at a program: for each subscriber a process, for as long as there is a subscription. Its lists are not followed: a process would only tell of its own.
 */
export class StdioWatches implements Watches {
  private readonly watches: SessionWatches;

  constructor(private readonly options: StdioWatchesOptions) {
    this.watches = new SessionWatches(options);
  }

  followLists(): void {
    // Sessions tell of changes as long as they are there; else the lists are read now and then.
  }

  async subscribe(caller: Caller, topic: Topic): Promise<Message> {
    const { maxWatching, peer } = this.options;
    if (!this.watches.has(caller.affinity) && this.watches.size >= maxWatching) {
      throw peer.failures.translate(
        new UpstreamFailure(
          `has no process left for another subscriber; ${maxWatching} at a time have one (MAX_SESSIONS_PER_SERVER)`,
        ),
      );
    }
    return this.watches.subscribe(caller, topic);
  }

  unsubscribe(affinity: string, topic: Topic): void {
    this.watches.unsubscribe(affinity, topic);
  }

  end(affinity: string): void {
    this.watches.end(affinity);
  }

  close(): void {
    this.watches.close();
  }
}
