import type { ServerResponse } from 'node:http';
import { type EventStream, isOpen, onGone, SseResponse } from '../../sse-response.js';

/** Answers up to here are copied, headers and all, into one piece. */
const COPIED_BYTES = 65_536;

/** The answer to a POST: JSON, unless something comes before it; then an event stream that ends with it. */
export class PostResponse {
  private stream: EventStream | undefined;
  private ticks = 0;

  constructor(protected readonly raw: ServerResponse) {}

  /** @returns a promise to wait for when the client reads too slowly */
  event(message: Buffer): void | Promise<void> {
    return this.begin().send(message);
  }

  /** @returns a function that ends the listening */
  onGone(listener: () => void): () => void {
    return onGone(this.raw, listener);
  }

  /** A proxy drops a request that stays without answer for too long; a stream can be kept alive. */
  keepAlive(): void {
    this.ticks++;
    if (this.stream) this.stream.keepAlive();
    else if (this.ticks > 1) this.begin().keepAlive();
  }

  /** @param message in pieces that follow each other */
  answer(message: readonly Buffer[], status = 200): void {
    if (this.stream) {
      this.stream.finish(Buffer.concat(message));
    } else if (isOpen(this.raw)) {
      sendJson(this.raw, { status, pieces: message });
    }
  }

  /** Ends without an answer, which a cancelled request must not get (2025-11-25, basic/utilities/cancellation). */
  abandon(retryMs?: number): void {
    if (this.stream) this.stream.end(retryMs);
    else if (isOpen(this.raw)) new SseResponse(this.raw).end(retryMs);
  }

  protected openStream(): EventStream {
    return new SseResponse(this.raw);
  }

  private begin(): EventStream {
    return (this.stream ??= this.openStream());
  }
}

interface JsonAnswer {
  status: number;
  pieces: readonly Buffer[];
  headers?: readonly string[];
}

/** @param headers names and values in turn */
export function sendJson(raw: ServerResponse, { status, pieces, headers = [] }: JsonAnswer): void {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  raw.writeHead(status, ['content-type', 'application/json', 'content-length', String(length), ...headers]);
  if (length <= COPIED_BYTES) {
    // As a string it goes out in one write with the headers; latin1 keeps every byte.
    raw.end(joined(pieces).toString('latin1'), 'latin1');
    return;
  }
  raw.cork();
  for (const piece of pieces) raw.write(piece);
  raw.end();
}

function joined(pieces: readonly Buffer[]): Buffer {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
