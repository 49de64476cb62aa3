import { QuestionRefused } from '../../upstream/question-refused.js';
import { notification } from '../../wire/build-message.js';
import type { Message } from '../../wire/message.js';
import { splice } from '../../wire/splice.js';

/** How long a client, or the person in front of it, may think. */
const TIMEOUT_MS = 600_000;
/** How long a client that lost its connection has to come back. */
const ABSENCE_MS = 5000;

/** A stream to a client. */
export interface QuestionStream {
  send(message: Buffer): void | Promise<void>;
  /** Whether the client can read from it, perhaps again. */
  readonly isConnected: boolean;
  /** @returns a function that ends the listening */
  onGone(listener: () => void): () => void;
}

export interface OpenQuestionOptions {
  /** The id that the client gets to see, as JSON text. */
  readonly id: string;
  readonly question: Message;
  readonly stream: QuestionStream;
}

/** One question on its way to a client and back. It always ends: answered, withdrawn or refused. */
export class OpenQuestion {
  /** @throws QuestionRefused */
  readonly answer: Promise<Message>;
  private resolve!: (answer: Message) => void;
  private reject!: (error: QuestionRefused) => void;
  private readonly timer = setTimeout(() => this.refuse('the client gave no answer in time'), TIMEOUT_MS);
  private absence: NodeJS.Timeout | undefined;
  private stopListening = () => {};

  constructor(private readonly options: OpenQuestionOptions) {
    const { stream } = options;
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    void stream.send(this.asked());
    this.watch();
  }

  take(message: Message): 'taken' {
    this.settle();
    this.resolve(message);
    return 'taken';
  }

  /** Nobody waits for the answer any more; the client may take its dialogue away. */
  withdraw({ message: reason }: Error): void {
    const params = `{"requestId":${this.options.id},"reason":${JSON.stringify(reason)}}`;
    void this.options.stream.send(notification('notifications/cancelled', params));
    this.refuse(reason);
  }

  refuse(reason: string): void {
    this.settle();
    this.reject(new QuestionRefused(reason));
  }

  private asked(): Buffer {
    const { id, question } = this.options;
    return splice(question.bytes, [{ ...question.idSpan!, text: id }]);
  }

  private watch(): void {
    this.stopListening = this.options.stream.onGone(() => this.waitForReturn());
  }

  private waitForReturn(): void {
    this.absence = setTimeout(() => {
      if (this.options.stream.isConnected) this.watch();
      else this.refuse('the client is gone');
    }, ABSENCE_MS);
  }

  private settle(): void {
    clearTimeout(this.timer);
    clearTimeout(this.absence);
    this.stopListening();
  }
}
