import type { Message } from '../../wire/message.js';
import type { Topic } from '../topics.js';
import type { SessionChannel } from '../upstream.js';

/** Who listens to a session, whether calls are made in it or not. */
export interface Listener {
  /** Told of what was subscribed to, where the session has no client of its own to tell. */
  readonly channel: SessionChannel | undefined;
  /** Told when the session is gone. */
  readonly onLost: () => void;
}

/** A session with an upstream, or the knowledge of how to call one that keeps none, whatever its transport. */
export interface UpstreamSession {
  /** Undefined where the upstream keeps no sessions. */
  readonly id: string | undefined;
  /** Never fails: an upstream may be gone. */
  end(): Promise<void>;
  /** Lets go of it; where somebody can go on with it, it stays open at the upstream. Never fails. */
  leave(): Promise<void>;
  /** Listens to what the upstream says of its own accord. */
  watch(timeoutMs: number, listener: Listener): Promise<void>;
  unwatch(): void;
  /** @returns the upstream's answer, a result or an error */
  subscribe(topic: Topic, timeoutMs: number): Promise<Message>;
  /** What the upstream says to it makes no difference. */
  unsubscribe(topic: Topic, timeoutMs: number): void;
}
