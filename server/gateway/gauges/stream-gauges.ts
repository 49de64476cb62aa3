import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauges } from '../../events/gauges.js';
import { ListenStreams } from '../codecs/modern-http/listen/listen-streams.js';
import { SessionStreams } from '../sessions/session-streams.js';
import { Sessions } from '../sessions/sessions.js';

/** Lets be read who is connected. */
@Injectable()
export class StreamGauges implements OnModuleInit {
  constructor(
    private readonly gauges: Gauges,
    private readonly sessions: Sessions,
    private readonly streams: SessionStreams,
    private readonly listening: ListenStreams,
  ) {}

  onModuleInit(): void {
    this.gauges.offer('sessions', () => this.sessions.size);
    this.gauges.offer('streams', () => [
      { labels: { kind: 'session' }, value: this.streams.size },
      { labels: { kind: 'listen' }, value: this.listening.size },
    ]);
  }
}
