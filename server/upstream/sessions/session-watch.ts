import type { Message } from '../../wire/message.js';
import { type Topic, topicKey } from '../topics.js';
import type { Caller } from '../upstream.js';
import type { Lease } from './session-place.js';
import type { UpstreamSession } from './upstream-session.js';

/** Where sessions are taken from, and which is told that one is gone. */
export interface WatchableSessions {
  take(caller: Caller): Lease<UpstreamSession> | Promise<Lease<UpstreamSession>>;
  forget(lease: Lease<UpstreamSession>): void;
}

export interface SessionWatchOptions {
  readonly sessions: WatchableSessions;
  readonly caller: Caller;
  /** For each step of opening it, and each request. */
  readonly timeoutMs: number;
  /** It is open, or open again in a new session: what happened before may have been missed. */
  readonly onOpened: () => void;
}

const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;

/**
 * Keeps a caller's session and its stream open, whatever becomes of them, and in it what the caller subscribed
 * to (2025-11-25, server/resources, Subscriptions).
 */
export class SessionWatch {
  private readonly topics = new Map<string, Topic>();
  private opening: Promise<Lease<UpstreamSession>> | undefined;
  private lease: Lease<UpstreamSession> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private retryMs = FIRST_RETRY_MS;
  private asking = 0;
  private isStarted = false;
  private isEnded = false;

  constructor(private readonly options: SessionWatchOptions) {}

  get isEmpty(): boolean {
    return this.topics.size === 0 && this.asking === 0;
  }

  /** Opens it now; where that fails it is tried again later, on and on. */
  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    this.hold().then(
      () => this.options.onOpened(),
      () => this.restoreLater(),
    );
  }

  /** @returns the upstream's answer. @throws what opening the session or asking it throws */
  async subscribe(topic: Topic): Promise<Message> {
    this.asking++;
    try {
      const answer = await this.ask(topic);
      if (answer.kind === 'result') this.topics.set(topicKey(topic), topic);
      return answer;
    } finally {
      this.asking--;
    }
  }

  /** What the upstream says to it makes no difference. */
  unsubscribe(topic: Topic): void {
    if (!this.topics.delete(topicKey(topic))) return;
    this.lease?.session.unsubscribe(topic, this.options.timeoutMs);
  }

  /** Lets the session go. */
  end(): void {
    this.isEnded = true;
    clearTimeout(this.timer);
    this.letGo();
  }

  private async ask(topic: Topic): Promise<Message> {
    const { session } = await this.hold();
    return session.subscribe(topic, this.options.timeoutMs);
  }

  private hold(): Promise<Lease<UpstreamSession>> {
    return (this.opening ??= this.open().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    }));
  }

  private async open(): Promise<Lease<UpstreamSession>> {
    const { sessions, caller, timeoutMs } = this.options;
    const lease = await sessions.take(caller);
    this.lease = lease;
    if (this.isEnded) this.letGo();
    else await lease.session.watch(timeoutMs, { channel: caller.channel, onLost: () => this.lost(lease) });
    return lease;
  }

  private letGo(): void {
    this.lease?.session.unwatch();
    this.lease?.done();
    this.lease = undefined;
    this.opening = undefined;
  }

  private lost(lease: Lease<UpstreamSession>): void {
    if (this.lease !== lease) return;
    this.options.sessions.forget(lease);
    this.letGo();
    this.restoreLater();
  }

  private restoreLater(): void {
    if (this.isEnded) return;
    this.timer = setTimeout(() => void this.restore(), this.retryMs).unref();
    this.retryMs = Math.min(2 * this.retryMs, MAX_RETRY_MS);
  }

  private async restore(): Promise<void> {
    try {
      await this.hold();
      for (const topic of this.topics.values()) await this.ask(topic);
    } catch {
      return this.restoreLater();
    }
    this.retryMs = FIRST_RETRY_MS;
    this.options.onOpened();
  }
}
