import { Cancellation } from '../../upstream/cancellation.js';
import type { Message } from '../../wire/message.js';
import type { Passage } from '../bridge/bridged-request.js';
import type { Listener } from '../bridge/listener.js';
import { Missed } from './missed.js';
import { GatheredQuestions, mayAsk } from './gathered-questions.js';

export interface AskingCallOptions {
  /** Declared by the client; JSON text. */
  readonly capabilities: string;
  /** The progress token that the server knows; JSON text. */
  readonly token: string;
  /** Has the call done by its server. @returns the answer in modern words */
  readonly send: (passage: Omit<Passage, 'caller'>) => Promise<Message>;
  /** Nobody came back for the call. */
  readonly onGivenUp: () => void;
}

/**
 * A call at a legacy server, which may ask something before it answers. Its client hears of it in turns: one
 * request after the other, each of which ends with the answer or with questions; in between it is parked.
 */
export class AskingCall {
  readonly questions: GatheredQuestions;
  private readonly cancellation = new Cancellation();
  private readonly answer: Promise<Message>;
  private readonly missed = new Missed();
  private listener: Listener | undefined;

  constructor(private readonly options: AskingCallOptions) {
    this.questions = new GatheredQuestions((question) => mayAsk(options.capabilities, question));
    this.answer = options.send({
      cancellation: this.cancellation,
      hear: (message) => this.hear(message),
      ask: (question, withdrawal) => this.questions.ask(question, withdrawal),
    });
    // While the call is parked nobody looks at how it ended.
    this.answer.catch(() => {});
  }

  /**
   * @returns the answer, or undefined when the client is to be asked something first
   * @throws what the call failed with, or the reason of the turn's cancellation
   */
  async turn(cancellation: Cancellation, listener: Listener): Promise<Message | undefined> {
    cancellation.listen(() => this.cancel(cancellation.reason!));
    this.listener = listener;
    this.missed.tell((message) => this.hear(message));
    try {
      return await Promise.race([this.answer, this.questions.gathered()]);
    } finally {
      cancellation.listen(undefined);
      this.listener = undefined;
    }
  }

  cancel(reason: Error): void {
    this.cancellation.cancel(reason);
  }

  /** Ends the call for which nobody came back. */
  giveUp(reason: Error): void {
    this.cancel(reason);
    this.options.onGivenUp();
  }

  private hear(message: Message): void | Promise<void> {
    if (this.listener) return this.listener.hear(message, this.options.token);
    this.missed.keep(message);
  }
}
