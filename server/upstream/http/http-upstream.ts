import { notification } from '../../wire/build-message.js';
import type { Message } from '../../wire/message.js';
import type { Cancellation } from '../cancellation.js';
import type { SessionRules } from '../session-rules.js';
import type { Upstream, UpstreamRequest, UpstreamTarget } from '../upstream.js';
import type { HttpCall } from './http-call.js';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import { StatusFailure } from './http-failure.js';
import { HttpPeer, type HttpSettings } from './http-peer.js';
import type { HttpSession } from './http-session.js';
import type { Lease } from './session-place.js';
import { SessionTable } from './session-table.js';

export interface HttpUpstreamSettings extends HttpSettings {
  readonly rules: SessionRules;
  readonly onClosed: () => void;
}

/** How long calls in flight may go on when the upstream is being closed. */
const DRAIN_MS = 5000;

/** What servers answer with status 400 that have no such session: none has a code of its own for it. */
const FORGOTTEN_CODES = new Set(['-32000', '-32001']);

/** An MCP server reached over Streamable HTTP, in the revisions that have sessions. */
export class HttpUpstream implements Upstream {
  private readonly peer: HttpPeer;
  private readonly sessions: SessionTable;
  private inFlight = 0;
  private onDrained = () => {};
  private isClosed = false;

  constructor(
    readonly target: UpstreamTarget,
    private readonly settings: HttpUpstreamSettings,
  ) {
    this.peer = new HttpPeer(target, settings);
    this.sessions = new SessionTable(
      settings.rules,
      async (caller) => (await this.peer.shakeHands(caller)).session,
    );
  }

  async request(request: UpstreamRequest): Promise<Message> {
    const { cancellation } = request;
    if (this.isClosed) throw this.peer.failures.failure('its connections were closed here');
    this.inFlight++;
    try {
      const answer = (await this.attempt(request)) ?? (await this.attempt(request, { isSecond: true }))!;
      return this.peer.scrubber.message(answer);
    } catch (error) {
      throw cancellation.reason ?? this.peer.failures.translate(error);
    } finally {
      cancellation.listen(undefined);
      if (--this.inFlight === 0) this.onDrained();
    }
  }

  release(affinity: string): void {
    this.sessions.release(affinity);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.drain();
    await this.sessions.close();
    await this.peer.close();
    this.settings.onClosed();
  }

  /** @returns undefined when the upstream had forgotten the session, and the call is to be made in a new one */
  private async attempt(request: UpstreamRequest, { isSecond = false } = {}): Promise<Message | undefined> {
    const lease = await this.lease(request);
    const { session } = lease;
    const call = this.send(session, request);
    try {
      const answer = await call.answer;
      if (isSecond || !isForgotten(call, answer)) return answer;
    } catch (error) {
      const abandoned = error instanceof UpstreamTimeout ? error : request.cancellation.reason;
      if (abandoned) withdraw(session, request, abandoned);
      if (isSecond || !(error instanceof StatusFailure && error.head.status === 404)) throw error;
    } finally {
      session.listeners.delete(request);
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
    const { body, id, method, onNotification, cancellation } = request;
    const { callTimeoutMs: timeoutMs } = this.target;
    const call = this.peer.call(session, { body, id, method, onNotification, timeoutMs });
    session.listeners.add(request);
    cancellation.listen(() => call.abort(cancellation.reason!));
    return call;
  }

  private lease({ caller, cancellation }: UpstreamRequest): Lease | Promise<Lease> {
    if (cancellation.reason) throw cancellation.reason;
    const lease = this.sessions.take(caller);
    return lease instanceof Promise ? unlessCancelled(lease, cancellation) : lease;
  }

  private drain(): Promise<void> {
    if (this.inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, DRAIN_MS);
      this.onDrained = () => {
        clearTimeout(timer);
        resolve();
      };
    });
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

/** 404 by the specification, 400 by the habit of many servers, in answers that name no request. */
function isForgotten({ head, isAddressed }: HttpCall, { kind, bytes, members }: Message): boolean {
  if (kind !== 'error' || !head) return false;
  if (head.status !== 400 || isAddressed) return head.status === 404;
  const code = members.get('code');
  return code !== undefined && FORGOTTEN_CODES.has(bytes.toString('latin1', code.start, code.end));
}

/** Tells the upstream that nobody waits any more (2025-11-25, basic/utilities/cancellation). */
function withdraw(session: HttpSession, { id }: UpstreamRequest, reason: Error): void {
  const params = `{"requestId":${id},"reason":${JSON.stringify(reason.message)}}`;
  session.tell(notification('notifications/cancelled', params)).catch(() => {});
}
