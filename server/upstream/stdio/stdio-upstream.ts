import type { Message } from '../../wire/message.js';
import { probeTimeoutMs } from '../ask-probe.js';
import { InFlight } from '../in-flight.js';
import { type Era, eraOf } from '../protocol-revisions.js';
import type { SessionRules } from '../session-rules.js';
import type { Lease } from '../sessions/session-place.js';
import { SessionTable } from '../sessions/session-table.js';
import { unlessCancelled } from '../sessions/unless-cancelled.js';
import { UpstreamFailure } from '../upstream-failure.js';
import type { StdioTarget, Upstream, UpstreamRequest } from '../upstream.js';
import { SessionOpener } from './session-opener.js';
import { StdioPeer, type StdioSettings } from './stdio-peer.js';
import type { StdioSession } from './stdio-session.js';
import { StdioWatches } from './stdio-watches.js';
import { Throttle } from './throttle.js';

export interface StdioUpstreamSettings extends StdioSettings {
  readonly rules: SessionRules;
  readonly onListChanged: () => void;
  readonly onClosed: () => void;
}

/** Some programs say with every start that their lists have changed. */
const LISTS_CHANGED_MS = 60_000;
/** Of the processes there may be, those that only watch. */
const WATCHING_SHARE = 1 / 4;

/** An MCP server that is a program, started here, of either era. */
export class StdioUpstream implements Upstream {
  readonly watches: StdioWatches;
  private readonly era: Era;
  private readonly peer: StdioPeer;
  private readonly sessions: SessionTable<StdioSession>;
  private readonly opener: SessionOpener;
  private readonly listsChanged: Throttle;
  private readonly inFlight = new InFlight();
  private isClosed = false;
  answeredAtMs = 0;

  constructor(
    readonly target: StdioTarget,
    private readonly settings: StdioUpstreamSettings,
  ) {
    const { rules, onListChanged } = settings;
    this.era = eraOf(target.revision ?? '');
    const { era } = this;
    const peer = new StdioPeer(target, settings);
    this.peer = peer;
    this.listsChanged = new Throttle(onListChanged, rules.isPerCall ? LISTS_CHANGED_MS : 0);
    this.sessions = new SessionTable(rules, async (caller) => {
      const session = await this.opener.open(caller);
      // Processes of the modern era are told nothing before the call.
      if (era === 'legacy') this.answeredAtMs = performance.now();
      return session;
    });
    this.opener = new SessionOpener({
      peer,
      era,
      rules,
      onListChanged: () => this.listsChanged.ask(),
      inUse: () => this.sessions.size,
    });
    const { sessions } = this;
    const maxWatching = rules.isPerCall ? Math.floor(rules.maxSessions * WATCHING_SHARE) : rules.maxSessions;
    this.watches = new StdioWatches({ sessions, peer, onListChanged, maxWatching });
  }

  get openSessions(): number {
    return this.sessions.size;
  }

  async request(request: UpstreamRequest): Promise<Message> {
    const { cancellation, caller } = request;
    if (this.isClosed)
      throw this.peer.failures.translate(new UpstreamFailure('its processes were ended here'));
    if (cancellation.reason) throw cancellation.reason;
    this.inFlight.begin();
    try {
      const lease = await unlessCancelled(this.sessions.take(caller), cancellation);
      return this.peer.scrubber.message(await this.answer(request, lease));
    } catch (error) {
      throw cancellation.reason ?? this.peer.failures.translate(error);
    } finally {
      cancellation.listen(undefined);
      this.inFlight.end();
    }
  }

  /** Only a process that is kept is asked: none is started for it, and one of a call is busy with that. */
  async probe(): Promise<boolean> {
    const kept = this.settings.rules.isPerCall ? [] : this.sessions.openOnes;
    const session = kept.find(({ lost }) => !lost);
    if (!session) return false;
    try {
      await session.probe(probeTimeoutMs(this.target));
      this.answeredAtMs = performance.now();
      return true;
    } catch (error) {
      throw this.peer.failures.translate(error);
    }
  }

  setLogLevel(affinity: string, level: string): void {
    if (this.era === 'legacy') this.sessions.find(affinity)?.logFrom(level);
  }

  tell(affinity: string, notification: Buffer): void {
    if (this.era === 'legacy') void this.sessions.find(affinity)?.tell(notification);
  }

  keep(affinity: string): () => void {
    return this.sessions.keep(affinity);
  }

  release(affinity: string): void {
    this.watches.end(affinity);
    this.sessions.release(affinity);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.watches.close();
    this.opener.close();
    this.listsChanged.stop();
    await this.inFlight.drained();
    await this.sessions.close();
    this.settings.onClosed();
  }

  private async answer(request: UpstreamRequest, lease: Lease<StdioSession>): Promise<Message> {
    const { session } = lease;
    const { cancellation, caller } = request;
    try {
      if (session.lost) throw session.lost;
      if (this.era === 'legacy' && caller.logLevel !== undefined) session.logFrom(caller.logLevel);
      const call = session.send(request, this.target.callTimeoutMs);
      cancellation.listen(() => call.abort(cancellation.reason!));
      const answer = await call.answer;
      this.answeredAtMs = performance.now();
      if (this.era === 'modern') this.opener.answered(session.process);
      return answer;
    } catch (error) {
      throw session.lost && error === session.lost
        ? this.lost(lease, session.lost)
        : session.explained(error);
    } finally {
      lease.done();
    }
  }

  /** What a client is told whose process has ended by itself. */
  private lost(lease: Lease<StdioSession>, reason: UpstreamFailure): UpstreamFailure {
    this.sessions.forget(lease);
    if (!lease.session.hasAnswered) this.opener.failed(reason);
    if (this.settings.rules.isPerCall) return reason;
    return new UpstreamFailure(
      `${reason.message}; whatever state it kept is gone, and the next call begins anew`,
    );
  }
}
