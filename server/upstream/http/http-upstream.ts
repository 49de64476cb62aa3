import { notification } from '../../wire/build-message.js';
import { jsonText } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { askProbe } from '../ask-probe.js';
import { InFlight } from '../in-flight.js';
import type { SessionRules } from '../session-rules.js';
import { OwnLimit, UpstreamTimeout } from '../upstream-failure.js';
import type { Caller, Upstream, UpstreamRequest, HttpTarget } from '../upstream.js';
import { HttpCall } from './http-call.js';
import { SessionGone, StatusFailure } from './http-failure.js';
import { HttpPeer, type HttpSettings } from './http-peer.js';
import type { HttpSession } from './http-session.js';
import type { Lease } from '../sessions/session-place.js';
import { SessionTable } from '../sessions/session-table.js';
import { unlessCancelled } from '../sessions/unless-cancelled.js';
import { listsCaller, SessionWatches } from '../sessions/session-watches.js';

export interface HttpUpstreamSettings extends HttpSettings {
  readonly rules: SessionRules;
  readonly onClosed: () => void;
  readonly onListChanged?: () => void;
}

/** What servers answer with status 400 that have no such session: none has a code of its own for it. */
const FORGOTTEN_CODES = new Set(['-32000', '-32001']);

/** An MCP server reached over Streamable HTTP, in the revisions that have sessions. */
export class HttpUpstream implements Upstream {
  readonly watches: SessionWatches;
  private readonly peer: HttpPeer;
  private readonly sessions: SessionTable<HttpSession>;
  private readonly inFlight = new InFlight();
  private isClosed = false;
  answeredAtMs = 0;

  constructor(
    readonly target: HttpTarget,
    private readonly settings: HttpUpstreamSettings,
  ) {
    this.peer = new HttpPeer(target, settings);
    const { rules, onListChanged = () => {} } = settings;
    this.sessions = new SessionTable(rules, (caller) => this.openSession(caller, onListChanged));
    const { sessions, peer } = this;
    this.watches = new SessionWatches({ sessions, peer, onListChanged });
  }

  get openSessions(): number {
    return this.sessions.size;
  }

  async request(request: UpstreamRequest): Promise<Message> {
    const { cancellation } = request;
    if (this.isClosed) throw this.peer.failures.failure('its connections were closed here');
    this.inFlight.begin();
    try {
      const answer = (await this.attempt(request)) ?? (await this.attempt(request, { isSecond: true }))!;
      this.answeredAtMs = performance.now();
      return this.peer.scrubber.message(answer);
    } catch (error) {
      throw cancellation.reason ?? this.peer.failures.translate(error);
    } finally {
      cancellation.listen(undefined);
      this.inFlight.end();
    }
  }

  async probe(): Promise<boolean> {
    const caller = listsCaller();
    if (this.sessions.isFull && !this.sessions.find(caller.affinity)) return false;
    await askProbe(this, caller);
    return true;
  }

  setLogLevel(affinity: string, level: string): void {
    void this.sessions.find(affinity)?.logFrom(level);
  }

  tell(affinity: string, notification: Buffer): void {
    this.sessions
      .find(affinity)
      ?.tell(notification)
      .catch(() => {});
  }

  keep(affinity: string): () => void {
    void this.sessions.find(affinity)?.listen(this.target.connectTimeoutMs);
    return this.sessions.keep(affinity);
  }

  release(affinity: string): void {
    this.watches.end(affinity);
    this.sessions.release(affinity);
  }

  async close(options?: { leaves: boolean }): Promise<void> {
    this.isClosed = true;
    this.watches.close();
    await this.inFlight.drained();
    await this.sessions.close(options);
    await this.peer.close();
    this.settings.onClosed();
  }

  /** Goes on with the session that is kept for this caller, or begins one. */
  private async openSession(caller: Caller, onListChanged: () => void): Promise<HttpSession> {
    const kept = await this.peer.resumeSession(caller, onListChanged);
    if (kept) return kept;
    const { session } = await this.peer.shakeHands(caller, onListChanged);
    this.answeredAtMs = performance.now();
    return session;
  }

  /** @returns undefined when the upstream had forgotten the session, and the call is to be made in a new one */
  private async attempt(request: UpstreamRequest, { isSecond = false } = {}): Promise<Message | undefined> {
    const leased = this.lease(request);
    // Awaiting what is there already would cost every call a turn.
    const lease = leased instanceof Promise ? await leased : leased;
    const { session } = lease;
    const { logLevel } = request.caller;
    if (logLevel !== undefined) await session.logFrom(logLevel);
    const call = this.send(session, request);
    try {
      const answer = await call.answer;
      if (isSecond || !isForgotten(session, call, answer)) return answer;
    } catch (error) {
      const abandoned = error instanceof UpstreamTimeout ? error : request.cancellation.reason;
      if (abandoned) withdraw(session, call, abandoned);
      if (isSecond || !isGone(error)) throw error;
    } finally {
      session.calls.delete(call);
      lease.done();
    }
    this.sessions.forget(lease);
    if (this.target.sessionMode === 'stateful' && session.id !== undefined) {
      request.caller.keptSessions?.forget(this.target.name, session.id);
      throw new OwnLimit(
        'has lost the session, and with it whatever state it kept; the next call begins anew',
      );
    }
    return undefined;
  }

  private send(session: HttpSession, request: UpstreamRequest): HttpCall {
    const { cancellation } = request;
    const call = new HttpCall(session, request, this.target.callTimeoutMs);
    session.calls.add(call);
    cancellation.listen(() => call.abort(cancellation.reason!));
    return call;
  }

  private lease({ caller, cancellation }: UpstreamRequest): Lease<HttpSession> | Promise<Lease<HttpSession>> {
    if (cancellation.reason) throw cancellation.reason;
    const lease = this.sessions.take(caller);
    return unlessCancelled(lease, cancellation);
  }
}

/**
 * Whether an answer says that there is no such session: 404 by the specification, 400 by the habit of many
 * servers, in an answer that names no request. Also how one says that it wants a session after all.
 */
function isForgotten({ id }: HttpSession, { head, isAddressed }: HttpCall, answer: Message): boolean {
  if (answer.kind !== 'error' || !head) return false;
  if (head.status === 404) return id !== undefined || !isAddressed;
  if (head.status !== 400 || isAddressed) return false;
  const code = answer.members.get('code');
  return code !== undefined && FORGOTTEN_CODES.has(jsonText(answer.bytes, code));
}

/** Whether a request failed because there is no such session, so that nothing can have come of it. */
function isGone(error: unknown): boolean {
  return error instanceof SessionGone || (error instanceof StatusFailure && error.head.status === 404);
}

/** Tells the upstream that nobody waits any more (2025-11-25, basic/utilities/cancellation). */
function withdraw(session: HttpSession, { wireId }: HttpCall, reason: Error): void {
  const params = `{"requestId":${wireId},"reason":${JSON.stringify(reason.message)}}`;
  session.tell(notification('notifications/cancelled', params)).catch(() => {});
}
