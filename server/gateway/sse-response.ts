import type { ServerResponse } from 'node:http';
import { type EventFields, sseEvent } from '../wire/sse-writer.js';

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // nginx would gather events otherwise.
  'x-accel-buffering': 'no',
};
const COMMENT = ':\n\n';
/** More than this unread, and no less than at the tick before: nobody reads any more. */
const MAX_UNREAD_BYTES = 1_048_576;

/** What answers to POSTs are streamed on. */
export interface EventStream {
  /** @returns a promise to wait for when the client reads too slowly */
  send(message: Buffer): void | Promise<void>;
  /** Sends the answer, behind which nothing comes. */
  finish(message: Buffer): void;
  keepAlive(): void;
  /** @param retryMs how long the client is to wait before it comes back */
  end(retryMs?: number): void;
}

/** An event stream on an HTTP response. A client that went away is no error: what is sent is dropped. */
export class SseResponse implements EventStream {
  private unreadBytes = 0;

  constructor(private readonly raw: ServerResponse) {
    raw.writeHead(200, HEADERS);
    raw.flushHeaders();
  }

  /** @returns a promise to wait for when the client reads too slowly */
  send(message: Buffer, fields?: EventFields): void | Promise<void> {
    if (!isOpen(this.raw) || this.raw.write(sseEvent(message, fields))) return;
    return drained(this.raw);
  }

  finish(message: Buffer): void {
    void this.send(message);
    this.end();
  }

  /** @returns a promise to wait for when the client has much to read already */
  get drained(): Promise<void> | undefined {
    return isOpen(this.raw) && this.raw.writableNeedDrain ? drained(this.raw) : undefined;
  }

  get isConnected(): boolean {
    return isOpen(this.raw);
  }

  /** An event that carries nothing but an id to come back with, and how long to wait before. */
  prime(id: string, retryMs: number): void {
    if (isOpen(this.raw)) this.raw.write(`id: ${id}\nretry: ${retryMs}\ndata: \n\n`);
  }

  /** Keeps proxies from dropping a stream on which nothing moves. */
  keepAlive(): void {
    const before = this.unreadBytes;
    this.unreadBytes = this.raw.writableLength;
    if (this.unreadBytes > MAX_UNREAD_BYTES && this.unreadBytes >= before) this.raw.destroy();
    else if (isOpen(this.raw)) this.raw.write(COMMENT);
  }

  /** @returns a function that ends the listening */
  onGone(listener: () => void): () => void {
    return onGone(this.raw, listener);
  }

  /** @param retryMs how long the client is to wait before it comes back */
  end(retryMs?: number): void {
    if (isOpen(this.raw)) this.raw.end(retryMs === undefined ? undefined : `retry: ${retryMs}\n\n`);
  }
}

/**
 * Tells when the client's connection is gone, at once when it is already.
 * @returns a function that ends the listening
 */
export function onGone(raw: ServerResponse, listener: () => void): () => void {
  if (!isOpen(raw)) listener();
  else raw.once('close', listener);
  return () => raw.off('close', listener);
}

/** Writing to a response whose client is gone would be an error that nobody listens to. */
export function isOpen(raw: ServerResponse): boolean {
  return !raw.destroyed && !raw.writableEnded;
}

function drained(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done).off('close', done);
      resolve();
    };
    raw.on('drain', done).on('close', done);
  });
}
