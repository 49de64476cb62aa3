import type { ServerResponse } from 'node:http';
import { type EventStream, isOpen, onGone, SseResponse } from '../sse-response.js';
import type { EventLog, LoggedEvent } from './event-log.js';

/** What clients of these revisions and later understand: an event that only has an id. */
const PRIMED_SINCE = '2025-11-25';
/** How long a client that lost the stream waits before it comes back. */
const RETRY_MS = 1000;

export interface ResumableStreamOptions {
  readonly log: EventLog;
  readonly raw: ServerResponse;
  readonly protocolVersion: string;
  readonly onEnd: (stream: ResumableStream) => void;
}

/**
 * The stream of a request that goes on when its connection breaks: the client comes back for the rest
 * (2025-11-25, basic/transports, Resumability and Redelivery).
 */
export class ResumableStream implements EventStream {
  private connection: SseResponse;
  private isEnded = false;

  readonly log: EventLog;
  private raw: ServerResponse;

  constructor(private readonly options: ResumableStreamOptions) {
    this.log = options.log;
    this.raw = options.raw;
    this.connection = new SseResponse(this.raw);
    if (options.protocolVersion >= PRIMED_SINCE) this.connection.prime(this.log.mark(), RETRY_MS);
  }

  send(message: Buffer): void | Promise<void> {
    return this.write(this.log.add(message));
  }

  /** Sends the answer. */
  finish(message: Buffer): void {
    void this.write(this.log.add(message, { isLast: true }));
    this.end();
  }

  end(retryMs?: number): void {
    if (!this.isEnded) this.options.onEnd(this);
    this.isEnded = true;
    this.connection.end(retryMs);
  }

  keepAlive(): void {
    this.connection.keepAlive();
  }

  get isConnected(): boolean {
    return isOpen(this.raw);
  }

  onGone(listener: () => void): () => void {
    return onGone(this.raw, listener);
  }

  /** Goes on behind an event. @returns false when it cannot: events were dropped, or nothing is left to come */
  resume(sequence: number, raw: ServerResponse): boolean {
    const missed = this.log.after(sequence);
    if (!missed || (this.isEnded && missed.length === 0)) return false;
    this.connection.end();
    this.raw = raw;
    this.connection = new SseResponse(this.raw);
    for (const event of missed) void this.write(event);
    if (this.isEnded) this.connection.end();
    return true;
  }

  private write({ id, message }: LoggedEvent): void | Promise<void> {
    return this.connection.send(message, { id });
  }
}
