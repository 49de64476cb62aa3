import { notification } from '../../wire/build-message.js';
import { jsonText } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import type { Cancellation } from '../cancellation.js';
import { InFlight } from '../in-flight.js';
import type { SessionRules } from '../session-rules.js';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import type { Upstream, UpstreamRequest, UpstreamTarget } from '../upstream.js';
import { HttpCall } from './http-call.js';
import { StatusFailure } from './http-failure.js';
import { HttpPeer, type HttpSettings } from './http-peer.js';
import type { HttpSession } from './http-session.js';
import type { Lease } from './session-place.js';
import { SessionTable } from './session-table.js';
import { SessionWatches } from './session-watches.js';

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
  private readonly sessions: SessionTable;
  private readonly inFlight = new InFlight();
  private isClosed = false;

  constructor(
    readonly target: UpstreamTarget,
    private readonly settings: HttpUpstreamSettings,
  ) {
    this.peer = new HttpPeer(target, settings);
    const { rules, onListChanged = () => {} } = settings;
    this.sessions = new SessionTable(
      rules,
      async (caller) => (await this.peer.shakeHands(caller, onListChanged)).session,
    );
    const { sessions, peer } = this;
    this.watches = new SessionWatches({ sessions, peer, onListChanged });
  }

  async request(request: UpstreamRequest): Promise<Message> {
    const { cancellation } = request;
    if (this.isClosed) throw this.peer.failures.failure('its connections were closed here');
    this.inFlight.begin();
    try {
      const answer = (await this.attempt(request)) ?? (await this.attempt(request, { isSecond: true }))!;
      return this.peer.scrubber.message(answer);
    } catch (error) {
      throw cancellation.reason ?? this.peer.failures.translate(error);
    } finally {
      cancellation.listen(undefined);
      this.inFlight.end();
    }
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

  release(affinity: string): void {
    this.watches.end(affinity);
    this.sessions.release(affinity);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.watches.close();
    await this.inFlight.drained();
    await this.sessions.close();
    await this.peer.close();
    this.settings.onClosed();
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
      if (abandoned) withdraw(session, request, abandoned);
      if (isSecond || !(error instanceof StatusFailure && error.head.status === 404)) throw error;
    } finally {
      session.calls.delete(call);
      lease.done();
    }
    this.sessions.forget(lease);
    if (this.target.sessionMode === 'stateful' && session.id !== undefined) {
      throw new UpstreamFailure(
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

  private lease({ caller, cancellation }: UpstreamRequest): Lease | Promise<Lease> {
    if (cancellation.reason) throw cancellation.reason;
    const lease = this.sessions.take(caller);
    return lease instanceof Promise ? unlessCancelled(lease, cancellation) : lease;
  }
}

/** Others may wait for the same session, so that its opening goes on. */
function unlessCancelled(pending: Promise<Lease>, cancellation: Cancellation): Promise<Lease> {
  return new Promise((resolve, reject) => {
    cancellation.listen(() => reject(cancellation.reason!));
    pending.then((lease) => {
      if (cancellation.reason) lease.done();
      else resolve(lease);
    }, reject);
  });
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

/** Tells the upstream that nobody waits any more (2025-11-25, basic/utilities/cancellation). */
function withdraw(session: HttpSession, { id }: UpstreamRequest, reason: Error): void {
  const params = `{"requestId":${id},"reason":${JSON.stringify(reason.message)}}`;
  session.tell(notification('notifications/cancelled', params)).catch(() => {});
}
