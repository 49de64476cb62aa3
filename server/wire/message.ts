/** A stretch of a message's bytes: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * One JSON-RPC message, looked at without parsing what it carries. What it carries (arguments, results)
 * stays the sender's own bytes. See {@link readMessage}.
 */
export interface Message {
  readonly bytes: Buffer;
  readonly kind: 'request' | 'notification' | 'result' | 'error';
  /** The id as JSON text, `1` or `"abc"`; undefined in a notification, `null` possible in an error. */
  readonly id: string | undefined;
  readonly idSpan: Span | undefined;
  /** Present in requests and notifications. */
  readonly method: string | undefined;
  /** The value of `params`, `result` or `error`; undefined when the message has none. */
  readonly payload: Span | undefined;
  /** The members of that value at its first level, when it is an object: decoded key to the value's span. */
  readonly members: ReadonlyMap<string, Span>;
}
