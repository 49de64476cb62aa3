import type { Message } from '../wire/message.js';
import type { Introduced } from './discovery.js';

/** One request for a page of a list. */
export interface ListRequest {
  /** As JSON text. */
  readonly id: string;
  readonly method: string;
  /** JSON text. */
  readonly params: string | undefined;
  readonly timeoutMs: number;
}

/** All lists together may take so many times as long as one page may. */
const LISTING_TIMEOUTS = 4;

/** Numbers the requests for an upstream's lists, and gives each its time. */
export function asker(
  send: (request: ListRequest) => Promise<Message>,
  pageTimeoutMs: number,
): Introduced['ask'] {
  const deadlineMs = performance.now() + LISTING_TIMEOUTS * pageTimeoutMs;
  let nextId = 1;
  return (method, params) => {
    const timeoutMs = Math.max(1, Math.min(pageTimeoutMs, deadlineMs - performance.now()));
    return send({ id: String(nextId++), method, params, timeoutMs });
  };
}
