import type { SessionRules } from '../session-rules.js';
import { OwnLimit } from '../upstream-failure.js';
import type { Caller } from '../upstream.js';
import { type Lease, SessionPlace } from './session-place.js';
import type { UpstreamSession } from './upstream-session.js';

export type OpenSession<S extends UpstreamSession> = (caller: Caller) => Promise<S>;

const SWEEPS_PER_IDLE_TIME = 5;
const MAX_SWEEP_MS = 60_000;

/** The sessions with one upstream: one for each affinity, opened at its first use. */
export class SessionTable<S extends UpstreamSession> {
  private readonly places = new Map<unknown, SessionPlace<S>>();
  /** How to call an upstream that keeps no sessions, by the revision that the caller asked for. */
  private readonly sessionless = new Map<string, Lease<S>>();
  /** Calls that wait for one of the sessions, all of them in use. */
  private readonly waiting = new Set<() => void>();
  private readonly sweeper: NodeJS.Timeout;
  private isClosed = false;

  constructor(
    private readonly rules: SessionRules,
    private readonly openSession: OpenSession<S>,
  ) {
    const sweepMs = Math.min(rules.idleMs / SWEEPS_PER_IDLE_TIME, MAX_SWEEP_MS);
    this.sweeper = setInterval(() => this.sweep(), sweepMs).unref();
  }

  /**
   * The caller's session. Callers of one affinity share one, also while it is being opened.
   * @throws UpstreamFailure when all sessions stay in use for too long, and whatever opening one throws
   */
  take(caller: Caller): Lease<S> | Promise<Lease<S>> {
    return this.sessionless.get(caller.protocolVersion) ?? this.use(caller) ?? this.useLater(caller);
  }

  /** The upstream does not know this session any more, or wants one where it wanted none. */
  forget({ session }: Lease<S>): void {
    for (const [version, lease] of this.sessionless) {
      if (lease.session === session) this.sessionless.delete(version);
    }
    for (const place of this.places.values()) if (place.session === session) this.drop(place);
  }

  /** How many sessions there are, those that are being opened included. */
  get size(): number {
    return this.places.size;
  }

  /** Whether another session would have to wait for one that is there, or end it. */
  get isFull(): boolean {
    return this.places.size >= this.rules.maxSessions;
  }

  /** The sessions that are open. */
  get openOnes(): S[] {
    return [...this.places.values()].flatMap(({ session }) => (session as S | undefined) ?? []);
  }

  /** The session of this affinity that is open; undefined when there is none. */
  find(affinity: string): S | undefined {
    return this.places.get(affinity)?.session;
  }

  /** Keeps the session of this affinity, used or not, until it is released or the function returned is called. */
  keep(affinity: string): () => void {
    return this.places.get(affinity)?.keep() ?? (() => {});
  }

  /** Ends the session of this affinity as soon as its last call is done. */
  release(affinity: string): void {
    const place = this.places.get(affinity);
    if (!place) return;
    place.isReleased = true;
    if (place.isIdle) void this.end(place);
  }

  /**
   * Ends all sessions, whatever is in flight in them.
   * @param options.leaves those that somebody can go on with are not ended at the upstream
   */
  async close({ leaves } = { leaves: false }): Promise<void> {
    this.isClosed = true;
    clearInterval(this.sweeper);
    const places = [...this.places.values()];
    await Promise.all(places.map((place) => (leaves ? this.leave(place) : this.end(place))));
  }

  private use(caller: Caller): Lease<S> | Promise<Lease<S>> | undefined {
    const key = this.rules.isPerCall ? Symbol() : caller.affinity;
    const place = this.places.get(key);
    if (place && !this.isWorn(place)) return place.take();
    if (place) void this.end(place);
    return this.makeRoom() ? this.open(key, caller) : undefined;
  }

  private async useLater(caller: Caller): Promise<Lease<S>> {
    const deadlineMs = performance.now() + this.rules.waitMs;
    for (;;) {
      await this.turn(deadlineMs - performance.now());
      const lease = this.use(caller);
      if (!lease) continue;
      // The place that became free may not have been needed: others of this affinity have one.
      this.wakeOne();
      return lease;
    }
  }

  private turn(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(wake);
        reject(new OwnLimit(`has all ${this.rules.maxSessions} sessions in use (MAX_SESSIONS_PER_SERVER)`));
      }, timeoutMs);
      this.waiting.add(wake);
    });
  }

  private wakeOne(): void {
    const [first] = this.waiting;
    first?.();
  }

  private open(key: unknown, caller: Caller): Promise<Lease<S>> {
    const place = new SessionPlace<S>(key, (idle) => this.settle(idle));
    this.places.set(key, place);
    return place.open(
      this.openSession(caller).then(
        (session) => this.opened(place, session, caller),
        (error: unknown) => {
          this.drop(place);
          throw error;
        },
      ),
    );
  }

  private opened(place: SessionPlace<S>, session: S, { protocolVersion }: Caller): Lease<S> {
    place.session = session;
    if (this.isClosed) void session.end();
    if (session.id !== undefined) return place;
    this.drop(place);
    const lease = { session, done: () => {} };
    this.sessionless.set(protocolVersion, lease);
    return lease;
  }

  /** No call is left in this place's session. */
  private settle(place: SessionPlace<S>): void {
    if (this.places.get(place.key) !== place) return;
    if (place.isReleased || this.rules.isPerCall) void this.end(place);
    else this.wakeOne();
  }

  private makeRoom(): boolean {
    if (this.places.size < this.rules.maxSessions) return true;
    let oldest: SessionPlace<S> | undefined;
    for (const place of this.places.values()) {
      if (place.isSpare && !(oldest && oldest.usedAtMs <= place.usedAtMs)) oldest = place;
    }
    if (oldest) void this.end(oldest);
    return oldest !== undefined;
  }

  private isWorn(place: SessionPlace<S>): boolean {
    const { maxAgeMs, maxCalls } = this.rules;
    return place.isSpare && (place.calls >= maxCalls || performance.now() - place.openedAtMs > maxAgeMs);
  }

  private sweep(): void {
    const longAgoMs = performance.now() - this.rules.idleMs;
    for (const place of this.places.values()) {
      if (place.isSpare && place.usedAtMs < longAgoMs) void this.end(place);
    }
  }

  private async end(place: SessionPlace<S>): Promise<void> {
    this.drop(place);
    await place.session?.end();
  }

  private async leave(place: SessionPlace<S>): Promise<void> {
    this.drop(place);
    await place.session?.leave();
  }

  private drop(place: SessionPlace<S>): void {
    if (this.places.get(place.key) === place) this.places.delete(place.key);
    this.wakeOne();
  }
}
