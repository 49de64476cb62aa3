import { Injectable } from '@nestjs/common';
import type { Exchange } from '../exchange.js';
import { RecentMap } from '../../common/recent-map.js';
import type { EventId } from './event-id.js';
import type { EventLog } from './event-log.js';
import { Resumption } from './resumption.js';
import type { Session } from './session.js';
import { KeepAlive } from '../keep-alive.js';
import { LoggedStream, type SessionStream } from './session-stream.js';

/** A client that lost its connection opens a new stream before the old one is known to be dead. */
const MAX_PER_SESSION = 4;
/** Of all sessions: what the streams opened last have said is kept for a while. */
const MAX_LOGS = 1000;

/** The open streams of sessions. */
@Injectable()
export class SessionStreams {
  private readonly streams = new Map<string, SessionStream[]>();

  private readonly logs = new RecentMap<number, EventLog>(MAX_LOGS);

  constructor(
    private readonly keepAlive: KeepAlive,
    private readonly resumption: Resumption,
  ) {}

  /**
   * One more than a session may have ends its oldest.
   * @param last the event after which the client lost its stream
   */
  open(exchange: Exchange, session: Session, last?: EventId): LoggedStream {
    const log = this.resumption.newLog(session, '');
    const stream = new LoggedStream(exchange, session, log);
    this.logs.set(log.options.stream, log);
    if (last) this.replay(stream, last);
    const streams = this.add(stream);
    if (streams.length > MAX_PER_SESSION) streams[0]?.end();
    return stream;
  }

  /** Of whatever transport; until its client is gone. @returns all of its session */
  add(stream: SessionStream): readonly SessionStream[] {
    const { nonce } = stream.session;
    const streams = [...(this.streams.get(nonce) ?? []), stream];
    this.streams.set(nonce, streams);
    this.keepAlive.add(stream);
    stream.onGone(() => this.forget(stream));
    return streams;
  }

  get size(): number {
    let size = 0;
    for (const streams of this.streams.values()) size += streams.length;
    return size;
  }

  /** The youngest of each session: the one that most likely still has a reader. */
  newest(): SessionStream[] {
    return [...this.streams.values()].map((streams) => streams.at(-1)!);
  }

  /** Of one session; undefined when it has none. */
  newestOf({ nonce }: Pick<Session, 'nonce'>): SessionStream | undefined {
    return this.streams.get(nonce)?.at(-1);
  }

  endSession({ nonce }: Pick<Session, 'nonce'>): void {
    this.endAll((stream) => stream.session.nonce === nonce);
  }

  /** @param retryMs how long clients are to wait before they come back */
  endAll(matches: (stream: SessionStream) => boolean, retryMs?: number): void {
    for (const stream of [...this.streams.values()].flat()) if (matches(stream)) stream.end(retryMs);
  }

  /** Of a stream that is not known here any more, nobody can say what it was told of its lists. */
  private replay(stream: LoggedStream, { process, stream: number, sequence }: EventId): void {
    const log = process === this.resumption.process ? this.logs.get(number) : undefined;
    const { session } = stream;
    const missed = log?.options.session === session.nonce ? log.after(sequence) : undefined;
    if (!missed) session.announced = undefined;
    for (const { message } of missed ?? []) void stream.send(message);
  }

  private forget(stream: SessionStream): void {
    this.keepAlive.remove(stream);
    const { nonce } = stream.session;
    const rest = (this.streams.get(nonce) ?? []).filter((other) => other !== stream);
    if (rest.length > 0) this.streams.set(nonce, rest);
    else this.streams.delete(nonce);
  }
}
