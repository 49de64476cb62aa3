import type { SessionRules } from '../session-rules.js';
import type { Era } from '../protocol-revisions.js';
import type { Caller } from '../upstream.js';
import type { ServerProcess } from './server-process.js';
import { Spares } from './spares.js';
import { StartBackoff } from './start-backoff.js';
import type { StdioPeer } from './stdio-peer.js';
import type { StdioSession } from './stdio-session.js';

export interface SessionOpenerOptions {
  readonly peer: StdioPeer;
  readonly era: Era;
  readonly rules: SessionRules;
  readonly onListChanged: () => void;
  /** Processes in use. */
  readonly inUse: () => number;
}

/** Opens sessions with one program, each in a process of its own. */
export class SessionOpener {
  private readonly spares: Spares;
  private readonly backoff = new StartBackoff();
  /** It was started last and answered: it is worth being started ahead. */
  private isProven = false;

  constructor(private readonly options: SessionOpenerOptions) {
    const { peer, rules, inUse } = options;
    this.spares = new Spares({
      start: () => peer.start(),
      room: () => Math.max(0, rules.maxSessions - inUse() - this.spares.size),
    });
  }

  /** @throws CommandNotAllowedError, UpstreamFailure, UpstreamTimeout */
  async open(caller: Caller): Promise<StdioSession> {
    this.backoff.assertMayStart();
    const { peer, era, onListChanged, rules } = this.options;
    const process = rules.isPerCall ? this.spares.take() : peer.start();
    // Now, not when this one is ready: the next call may come before.
    if (this.isProven) this.refill();
    const session = peer.talk({ process, caller, era, onListChanged });
    try {
      if (era === 'legacy') await peer.shakeHands(session, caller);
    } catch (error) {
      if (process.end) this.failed(process.end);
      await session.end();
      throw error;
    }
    if (era === 'legacy') this.answered(process);
    if (!rules.isPerCall) session.followLists();
    return session;
  }

  /** A process has answered for the first time: the program can be started. */
  answered(process: ServerProcess): void {
    this.isProven = true;
    this.backoff.succeeded();
    this.spares.noteAnswer(process);
    this.refill();
  }

  /** A process has ended before it answered anything. */
  failed(reason: Error): void {
    this.isProven = false;
    this.backoff.failed(reason);
    this.spares.clear();
  }

  close(): void {
    this.spares.close();
  }

  private refill(): void {
    if (!this.options.rules.isPerCall) return;
    try {
      this.spares.refill();
    } catch {
      // The call that wants one will be told why there is none.
    }
  }
}
