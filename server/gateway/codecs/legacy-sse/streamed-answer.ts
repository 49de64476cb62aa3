import type { CallResponse } from '../legacy-http/legacy-call.js';
import type { SseConnection } from './sse-connection.js';

/** The way of one call's answer: the stream that all calls of its client share. */
export class StreamedAnswer implements CallResponse {
  constructor(private readonly connection: SseConnection) {}

  get isConnected(): boolean {
    return this.connection.isConnected;
  }

  event(message: Buffer): void | Promise<void> {
    return this.connection.send(message);
  }

  answer(message: readonly Buffer[]): void {
    void this.connection.send(Buffer.concat(message));
  }

  abandon(): void {
    // A cancelled request gets no answer; the stream goes on.
  }

  keepAlive(): void {
    // The stream is kept alive as a whole.
  }

  onGone(listener: () => void): () => void {
    return this.connection.onGone(listener);
  }
}
