/** A message of MCP as it came: its bytes, each a character (latin1), so that none is lost on the way. */
export type MessageText = string;

/** What one process counted since the last time, by key. */
export type Counts = [key: string, count: number][];

/** What a process tells all others, by topic. */
export interface Announcements {
  /** A change was committed that the others must see. */
  'revision.raised': Record<string, never>;
  /** A client ended its session. */
  'session.ended': { nonce: string };
  /** A client sent a notification that may concern what another process does for its session. */
  'client.notified': { nonce: string; message: MessageText };
  /** Requests that rate limits admitted: milliseconds of a bucket, by identity. */
  'requests.counted': { counts: Counts };
  /** Wrong tokens, by address. */
  'failures.counted': { counts: Counts };
}

/** What a process asks another one, and what that answers, by topic. */
export interface Inquiries {
  /** A client answered what the other process had asked it. */
  'question.answered': {
    ask: { nonce: string; message: MessageText };
    answer: 'taken' | 'late' | 'elsewhere' | 'foreign';
  };
  /** A client sent what belongs to a stream of HTTP+SSE at the other process. */
  'message.handed': { ask: HandedMessage; answer: Handover };
}

/** A message to `/message`, and who sent it. */
export interface HandedMessage {
  readonly connection: string;
  readonly principalKey: string;
  readonly credential: string;
  /** Of the endpoint. */
  readonly scopeKey: string;
  readonly requestId: string;
  /** Those that go on to upstreams. */
  readonly headers: Readonly<Record<string, string>>;
  readonly message: MessageText;
}

/** `unknown`: no such stream, for this principal on this endpoint; `unread`: its client does not read it. */
export type Handover = 'taken' | 'refused' | 'unknown' | 'unread';

export type Topic = keyof Announcements;
export type InquiryTopic = keyof Inquiries;
