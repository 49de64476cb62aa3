import type { ServerResponse } from 'node:http';
import type { Cancellation } from '../../upstream/cancellation.js';
import { QuestionRefused } from '../../upstream/question-refused.js';
import type { SessionChannel } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import { mayBeAsked } from '../core/question-kinds.js';
import type { QuestionStream } from './open-question.js';
import type { Questions } from './questions.js';
import type { ResumableStream } from './resumable-stream.js';
import type { Resumption } from './resumption.js';
import type { SessionClaims } from './session.js';
import type { SessionStream } from './session-stream.js';
import type { SessionStreams } from './session-streams.js';

/** What goes down on a session's own stream; everything else an upstream says there is for the gateway. */
const RELAYED = new Set(['notifications/message', 'notifications/elicitation/complete']);

/** The way to the client of one session. */
export class SessionLink implements SessionChannel {
  /** Gets what upstreams say of resources that the session subscribed to. */
  onUpdated: (message: Message, server: string) => void = () => {};

  constructor(
    private readonly session: SessionClaims,
    private readonly streams: SessionStreams,
    private readonly questions: Questions,
    private readonly resumption: Resumption,
  ) {}

  /** The stream on which a request is answered. @param requestId as JSON text */
  beginStream(requestId: string, raw: ServerResponse): ResumableStream {
    return this.resumption.begin(this.session, requestId, raw);
  }

  notify(message: Message, server: string): void | Promise<void> {
    if (message.method === 'notifications/resources/updated') return this.onUpdated(message, server);
    if (RELAYED.has(message.method!)) return this.streams.newestOf(this.session)?.send(message.bytes);
  }

  /** On the session's own stream. */
  ask(question: Message, withdrawal: Cancellation): Promise<Message> {
    const stream = this.streams.newestOf(this.session);
    return this.askOn(stream && this.lasting(stream), { question, withdrawal });
  }

  /** When this stream is gone, another of the session will do. */
  private lasting(stream: SessionStream): QuestionStream {
    const isConnected = () => this.streams.newestOf(this.session) !== undefined;
    return {
      send: (message) => stream.send(message),
      onGone: (listener) => stream.onGone(listener),
      get isConnected() {
        return isConnected();
      },
    };
  }

  /** @throws QuestionRefused when the client cannot be asked, or does not answer */
  async askOn(
    stream: QuestionStream | undefined,
    asked: { question: Message; withdrawal: Cancellation },
  ): Promise<Message> {
    const { session } = this;
    if (!mayBeAsked(session.capabilities, asked.question.method!)) {
      throw new QuestionRefused('Method not found', JsonRpcCode.methodNotFound);
    }
    if (!stream) throw new QuestionRefused('the client has no stream open');
    return this.questions.put({ session, stream, ...asked });
  }
}
