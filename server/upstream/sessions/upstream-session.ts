import type { Message } from '../../wire/message.js';

/** A session with an upstream, or the knowledge of how to call one that keeps none, whatever its transport. */
export interface UpstreamSession {
  /** Undefined where the upstream keeps no sessions. */
  readonly id: string | undefined;
  /** Never fails: an upstream may be gone. */
  end(): Promise<void>;
  /** Lets go of it; where somebody can go on with it, it stays open at the upstream. Never fails. */
  leave(): Promise<void>;
  /**
   * Listens to what the upstream says of its own accord.
   * @param onLost is told when the session is gone
   */
  watch(timeoutMs: number, onLost: () => void): Promise<void>;
  unwatch(): void;
  /** @returns the upstream's answer, a result or an error */
  subscribe(uri: string, timeoutMs: number): Promise<Message>;
  /** What the upstream says to it makes no difference. */
  unsubscribe(uri: string, timeoutMs: number): void;
}
