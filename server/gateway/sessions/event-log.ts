import { eventIdText, type StreamKind } from './event-id.js';

/** What a client may have missed is kept up to here. */
const MAX_EVENTS = 1000;
const MAX_BYTES = { request: 1_048_576, session: 65_536 };

export interface LoggedEvent {
  readonly id: string;
  readonly sequence: number;
  readonly message: Buffer;
}

export interface EventLogOptions {
  readonly process: string;
  /** Unique in its process. */
  readonly stream: number;
  /** The nonce of the session that it belongs to. */
  readonly session: string;
  /** As JSON text; empty for a session's own stream. */
  readonly requestId: string;
}

/** The last events of one stream, each with an id, for a client that comes back. */
export class EventLog {
  private readonly kept: LoggedEvent[] = [];
  private sequence = 0;
  private dropped = 0;
  private size = 0;

  constructor(readonly options: EventLogOptions) {}

  /** @returns the id of an event that carries nothing */
  mark(): string {
    return this.nextId(this.kind);
  }

  /** @param isLast nothing follows it */
  add(message: Buffer, { isLast = false } = {}): LoggedEvent {
    const id = this.nextId(isLast ? 'e' : this.kind);
    const event = { id, sequence: this.sequence, message };
    this.kept.push(event);
    this.size += message.length;
    // The last one, which may be the answer, is kept whatever its size.
    while (this.kept.length > MAX_EVENTS || (this.size > this.maxBytes && this.kept.length > 1)) {
      const oldest = this.kept.shift()!;
      this.dropped = oldest.sequence;
      this.size -= oldest.message.length;
    }
    return event;
  }

  /** @returns what followed an event; undefined when not all of it was kept */
  after(sequence: number): readonly LoggedEvent[] | undefined {
    if (sequence > this.sequence || sequence < this.dropped) return undefined;
    return this.kept.filter((event) => event.sequence > sequence);
  }

  get bytes(): number {
    return this.size;
  }

  private get kind(): StreamKind {
    return this.options.requestId === '' ? 's' : 'r';
  }

  private get maxBytes(): number {
    return this.kind === 's' ? MAX_BYTES.session : MAX_BYTES.request;
  }

  private nextId(kind: StreamKind): string {
    const { process, stream, requestId } = this.options;
    return eventIdText({ process, stream, sequence: ++this.sequence, kind, requestId });
  }
}
