import type { Message } from '../../wire/message.js';
import { gatewayCaller } from '../gateway-caller.js';
import { LATEST_LEGACY_REVISION } from '../protocol-revisions.js';
import type { Scrubber } from '../scrubber.js';
import type { Topic } from '../topics.js';
import type { Caller, UpstreamTarget, Watches } from '../upstream.js';
import { SessionWatch, type WatchableSessions } from './session-watch.js';

/** An upstream, and the words for what goes wrong with it. */
export interface WatchedPeer {
  readonly target: UpstreamTarget;
  readonly scrubber: Scrubber;
  readonly failures: { translate(error: unknown): Error };
}

export interface SessionWatchesOptions {
  readonly sessions: WatchableSessions;
  readonly peer: WatchedPeer;
  /** The lists may have changed unseen. */
  readonly onListChanged: () => void;
}

/** The gateway itself, in the session with an upstream that it keeps for itself. */
export function listsCaller(): Caller {
  return { ...gatewayCaller(LATEST_LEGACY_REVISION), affinity: 'gateway' };
}

/** The sessions with one upstream that are kept open to hear what it says of its own accord, by affinity. */
export class SessionWatches implements Watches {
  private readonly watches = new Map<string, SessionWatch>();

  constructor(private readonly options: SessionWatchesOptions) {}

  /** How many callers are told of something. */
  get size(): number {
    return this.watches.size;
  }

  has(affinity: string): boolean {
    return this.watches.has(affinity);
  }

  followLists(): void {
    this.watchOf(listsCaller(), this.options.onListChanged).start();
  }

  async subscribe(caller: Caller, topic: Topic): Promise<Message> {
    const { scrubber, failures, target } = this.options.peer;
    const watch = this.watchOf(caller, () => caller.channel?.missed?.(target.name));
    try {
      return scrubber.message(await watch.subscribe(topic));
    } catch (error) {
      throw failures.translate(error);
    } finally {
      if (watch.isEmpty) this.end(caller.affinity);
    }
  }

  unsubscribe(affinity: string, topic: Topic): void {
    const watch = this.watches.get(affinity);
    watch?.unsubscribe(topic);
    if (watch?.isEmpty) this.end(affinity);
  }

  end(affinity: string): void {
    this.watches.get(affinity)?.end();
    this.watches.delete(affinity);
  }

  close(): void {
    for (const affinity of [...this.watches.keys()]) this.end(affinity);
  }

  private watchOf(caller: Caller, onOpened: () => void): SessionWatch {
    const { sessions, peer } = this.options;
    const { connectTimeoutMs: timeoutMs } = peer.target;
    let watch = this.watches.get(caller.affinity);
    if (!watch) {
      watch = new SessionWatch({ sessions, caller, timeoutMs, onOpened });
      this.watches.set(caller.affinity, watch);
    }
    return watch;
  }
}
