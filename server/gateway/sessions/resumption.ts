import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Bus } from '../../bus/bus.js';
import { EventLog } from './event-log.js';
import type { EventId } from './event-id.js';
import { ResumableStream } from './resumable-stream.js';
import type { SessionClaims } from './session.js';

/** Streams that have ended are kept for clients that did not get all of them, the latest of all sessions. */
const MAX_ENDED = 1000;
const MAX_ENDED_BYTES = 32 * 1_048_576;

export type Resumed = 'resumed' | 'ended' | 'lost';

/** The streams of requests, for which clients may come back. */
@Injectable()
export class Resumption {
  private readonly live = new Map<number, ResumableStream>();
  private readonly ended = new Map<number, ResumableStream>();
  private endedBytes = 0;
  private last = 0;

  constructor(private readonly bus: Bus) {}

  /** This process from its start on: what it knew before, another one, it does not know. */
  get process(): string {
    return this.bus.process;
  }

  /** @param requestId as JSON text; empty for a session's own stream */
  newLog({ nonce }: Pick<SessionClaims, 'nonce'>, requestId: string): EventLog {
    const { process } = this;
    return new EventLog({ process, stream: ++this.last, session: nonce, requestId });
  }

  /** @param requestId as JSON text */
  begin(session: SessionClaims, requestId: string, raw: ServerResponse): ResumableStream {
    const { protocolVersion } = session;
    const log = this.newLog(session, requestId);
    const onEnd = (stream: ResumableStream) => this.keep(stream);
    const stream = new ResumableStream({ log, raw, protocolVersion, onEnd });
    this.live.set(log.options.stream, stream);
    return stream;
  }

  /** Goes on with the stream of a request, on a new connection, behind the event of this id. */
  resume({ nonce }: SessionClaims, { process, stream, sequence }: EventId, raw: ServerResponse): Resumed {
    const found = process === this.process && (this.live.get(stream) ?? this.ended.get(stream));
    if (!found || found.log.options.session !== nonce) return 'lost';
    if (found.resume(sequence, raw)) return 'resumed';
    return found.log.after(sequence) ? 'ended' : 'lost';
  }

  private keep(stream: ResumableStream): void {
    const { stream: number } = stream.log.options;
    this.live.delete(number);
    this.ended.set(number, stream);
    this.endedBytes += stream.log.bytes;
    for (const [oldest, { log }] of this.ended) {
      if (this.ended.size <= MAX_ENDED && this.endedBytes <= MAX_ENDED_BYTES) break;
      this.ended.delete(oldest);
      this.endedBytes -= log.bytes;
    }
  }
}
