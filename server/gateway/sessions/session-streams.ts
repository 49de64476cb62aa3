import { Injectable } from '@nestjs/common';
import type { Exchange } from '../exchange.js';
import type { Session } from './session.js';
import { KeepAlive } from '../keep-alive.js';
import { SessionStream } from './session-stream.js';

/** A client that lost its connection opens a new stream before the old one is known to be dead. */
const MAX_PER_SESSION = 4;

/** The open GET streams, by session. */
@Injectable()
export class SessionStreams {
  private readonly streams = new Map<string, SessionStream[]>();

  constructor(private readonly keepAlive: KeepAlive) {}

  /** One more than a session may have ends its oldest. */
  open(exchange: Exchange, session: Session): SessionStream {
    const stream = new SessionStream(exchange, session);
    const streams = [...(this.streams.get(session.nonce) ?? []), stream];
    this.streams.set(session.nonce, streams);
    this.keepAlive.add(stream);
    exchange.response.once('close', () => this.forget(stream));
    if (streams.length > MAX_PER_SESSION) streams[0]?.end();
    return stream;
  }

  /** The youngest of each session: the one that most likely still has a reader. */
  newest(): SessionStream[] {
    return [...this.streams.values()].map((streams) => streams.at(-1)!);
  }

  /** Of one session; undefined when it has none. */
  newestOf({ nonce }: Pick<Session, 'nonce'>): SessionStream | undefined {
    return this.streams.get(nonce)?.at(-1);
  }

  endSession({ nonce }: Session): void {
    this.endAll((stream) => stream.session.nonce === nonce);
  }

  endPrincipal(key: string): void {
    this.endAll((stream) => stream.principal.key === key);
  }

  /** @param retryMs how long clients are to wait before they come back */
  endAll(matches: (stream: SessionStream) => boolean, retryMs?: number): void {
    for (const stream of [...this.streams.values()].flat()) if (matches(stream)) stream.end(retryMs);
  }

  private forget(stream: SessionStream): void {
    this.keepAlive.remove(stream);
    const { nonce } = stream.session;
    const rest = (this.streams.get(nonce) ?? []).filter((other) => other !== stream);
    if (rest.length > 0) this.streams.set(nonce, rest);
    else this.streams.delete(nonce);
  }
}
