import type { Message } from '../../wire/message.js';
import { gatewayCaller } from '../gateway-caller.js';
import { LATEST_LEGACY_REVISION } from '../protocol-revisions.js';
import type { Caller, Watches } from '../upstream.js';
import type { HttpPeer } from './http-peer.js';
import type { SessionTable } from './session-table.js';
import { SessionWatch } from './session-watch.js';

export interface SessionWatchesOptions {
  readonly sessions: SessionTable;
  readonly peer: HttpPeer;
  /** The lists may have changed unseen. */
  readonly onListChanged: () => void;
}

/** The sessions with one upstream that are kept open to hear what it says of its own accord, by affinity. */
export class SessionWatches implements Watches {
  private readonly watches = new Map<string, SessionWatch>();

  constructor(private readonly options: SessionWatchesOptions) {}

  followLists(): void {
    const caller = { ...gatewayCaller(LATEST_LEGACY_REVISION), affinity: 'gateway' };
    this.watchOf(caller, this.options.onListChanged).start();
  }

  async subscribe(caller: Caller, uri: string): Promise<Message> {
    const watch = this.watchOf(caller, () => {});
    const { scrubber, failures } = this.options.peer;
    try {
      return scrubber.message(await watch.subscribe(uri));
    } catch (error) {
      throw failures.translate(error);
    } finally {
      if (watch.isEmpty) this.end(caller.affinity);
    }
  }

  unsubscribe(affinity: string, uri: string): void {
    const watch = this.watches.get(affinity);
    watch?.unsubscribe(uri);
    if (watch?.isEmpty) this.end(affinity);
  }

  end(affinity: string): void {
    this.watches.get(affinity)?.end();
    this.watches.delete(affinity);
  }

  close(): void {
    for (const affinity of [...this.watches.keys()]) this.end(affinity);
  }

  private watchOf(caller: Caller, onRestored: () => void): SessionWatch {
    const { sessions, peer } = this.options;
    const { connectTimeoutMs: timeoutMs } = peer.target;
    let watch = this.watches.get(caller.affinity);
    if (!watch) {
      watch = new SessionWatch({ sessions, caller, timeoutMs, onRestored });
      this.watches.set(caller.affinity, watch);
    }
    return watch;
  }
}
