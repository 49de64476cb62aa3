/** `r`: the stream of a request; `e`: the last event of one; `s`: a session's own stream. */
export type StreamKind = 'r' | 'e' | 's';

/** What the id of an event says, to whichever process it comes back. */
export interface EventId {
  /** The process that sent it, from its start to its end. */
  readonly process: string;
  readonly stream: number;
  readonly sequence: number;
  readonly kind: StreamKind;
  /** Of the request that the stream answers, as JSON text; empty for a session's own stream. */
  readonly requestId: string;
}

const FORM = /^([\w-]+)\.(\d{1,15})\.(\d{1,15})\.([res])\.([\w-]*)$/;

export function eventIdText({ process, stream, sequence, kind, requestId }: EventId): string {
  return `${process}.${stream}.${sequence}.${kind}.${Buffer.from(requestId).toString('base64url')}`;
}

/** @returns undefined for what no process of ours has sent */
export function parseEventId(text: string): EventId | undefined {
  const [, process, stream, sequence, kind, encoded] = FORM.exec(text) ?? [];
  if (process === undefined) return undefined;
  const requestId = Buffer.from(encoded!, 'base64url').toString();
  if (kind !== 's' && !isId(requestId)) return undefined;
  return {
    process,
    stream: Number(stream),
    sequence: Number(sequence),
    kind: kind as StreamKind,
    requestId,
  };
}

function isId(text: string): boolean {
  try {
    return ['string', 'number'].includes(typeof JSON.parse(text));
  } catch {
    return false;
  }
}
