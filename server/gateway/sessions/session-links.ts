import { Injectable } from '@nestjs/common';
import { Tasks } from '../tasks/tasks.js';
import { Questions } from './questions.js';
import { Resumption } from './resumption.js';
import type { SessionClaims } from './session.js';
import { SessionLink } from './session-link.js';
import { SessionStreams } from './session-streams.js';

/** Makes the ways to clients. */
@Injectable()
export class SessionLinks {
  constructor(
    private readonly streams: SessionStreams,
    private readonly questions: Questions,
    private readonly resumption: Resumption,
    private readonly tasks: Tasks,
  ) {}

  to(session: SessionClaims): SessionLink {
    return new SessionLink(session, this.streams, this.questions, this.resumption, this.tasks);
  }
}
