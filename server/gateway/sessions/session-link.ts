import type { ServerResponse } from 'node:http';
import type { Cancellation } from '../../upstream/cancellation.js';
import { QuestionRefused } from '../../upstream/question-refused.js';
import type { Ask, SessionChannel } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import { mayBeAsked } from '../core/question-kinds.js';
import type { TaskTranslation } from '../tasks/task-translation.js';
import type { Tasks } from '../tasks/tasks.js';
import type { QuestionStream } from './open-question.js';
import type { Questions } from './questions.js';
import type { ResumableStream } from './resumable-stream.js';
import type { Resumption } from './resumption.js';
import type { SessionClaims } from './session.js';
import type { SessionStream } from './session-stream.js';
import type { SessionStreams } from './session-streams.js';

/** What goes down on a session's own stream; everything else an upstream says there is for the gateway. */
const RELAYED = new Set([
  'notifications/message',
  'notifications/elicitation/complete',
  'notifications/tasks/status',
  'notifications/progress',
]);

/** What is said outside of calls only of those that go on as tasks. */
const OF_TASKS = new Set(['notifications/tasks/status', 'notifications/progress']);

/** The way to the client of one session. */
export class SessionLink implements SessionChannel {
  /** Gets what upstreams say of resources that the session subscribed to. */
  onUpdated: (message: Message, server: string) => void = () => {};

  constructor(
    private readonly session: SessionClaims,
    private readonly streams: SessionStreams,
    private readonly questions: Questions,
    private readonly resumption: Resumption,
    private readonly tasks: Tasks,
  ) {}

  /** The stream on which a request is answered. @param requestId as JSON text */
  beginStream(requestId: string, raw: ServerResponse): ResumableStream {
    return this.resumption.begin(this.session, requestId, raw);
  }

  notify(message: Message, server: string): void | Promise<void> {
    if (message.method === 'notifications/resources/updated') return this.onUpdated(message, server);
    const stream = this.streams.newestOf(this.session);
    if (!stream || !RELAYED.has(message.method!)) return;
    const translation = this.translation(stream, server);
    if (!translation && OF_TASKS.has(message.method!)) return;
    const heard = translation ? translation.heard(message) : message;
    return heard && stream.send(heard.bytes);
  }

  /** On the session's own stream. */
  asking(server: string): Ask {
    return async (question, withdrawal) => {
      const stream = this.streams.newestOf(this.session);
      const translation = stream && this.translation(stream, server);
      const asked = translation ? translation.toClient(question) : question;
      const answer = await this.askOn(stream && this.lasting(stream), { question: asked, withdrawal });
      return translation ? translation.toServer(answer) : answer;
    };
  }

  private translation({ principal, session }: SessionStream, server: string): TaskTranslation | undefined {
    return this.tasks.translationIn({ principal, ...session }, server);
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
