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
  /** The members of that value at its first level; none when it is not an object. */
  readonly members: Members;
}

/** The members of one object, by decoded key. */
export interface Members {
  /**
   * Where the value of `key` stands; undefined when there is none.
   * @throws WireError when the object holds this key twice: two parsers could disagree about which counts,
   * so nothing may be decided on it
   */
  get(key: string): Span | undefined;
}
