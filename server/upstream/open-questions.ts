import { errorResponse, resultResponse } from '../wire/build-message.js';
import type { Message } from '../wire/message.js';
import { splice } from '../wire/splice.js';
import { JsonRpcCode } from '../wire/wire-error.js';
import { Cancellation } from './cancellation.js';
import { QuestionRefused } from './question-refused.js';
import type { Ask } from './upstream.js';

/** An upstream that asks more at a time is refused. */
const MAX_OPEN = 100;

/** What an upstream has asked on one of its streams and not been answered yet. */
export class OpenQuestions {
  private readonly open = new Map<string, Cancellation>();

  /** @param tell sends an answer; whether it arrives is the upstream's concern */
  constructor(private readonly tell: (answer: Buffer) => void) {}

  /**
   * Has a question answered; `ping` is answered here.
   * @param ask undefined when there is nobody to ask
   * @returns when it is answered, or withdrawn; never throws
   */
  async put(question: Message, ask: Ask | undefined): Promise<void> {
    const id = question.id!;
    if (question.method === 'ping') return this.tell(resultResponse(id, '{}'));
    if (!ask) return this.refuse(id, new QuestionRefused('Method not found', JsonRpcCode.methodNotFound));
    if (this.open.has(id) || this.open.size >= MAX_OPEN) {
      return this.refuse(id, new QuestionRefused('this id is in use, or too many questions are open'));
    }
    const withdrawal = new Cancellation();
    this.open.set(id, withdrawal);
    try {
      const answer = await ask(question, withdrawal);
      if (!withdrawal.reason) this.tell(renumbered(answer, id));
    } catch (error) {
      if (!withdrawal.reason) this.refuse(id, error);
    } finally {
      this.open.delete(id);
    }
  }

  /** @returns false when there is no such question here */
  withdraw(id: string): boolean {
    const withdrawal = this.open.get(id);
    withdrawal?.cancel(new Error('the server withdrew its question'));
    return withdrawal !== undefined;
  }

  /** The call that they were asked for is over. */
  withdrawAll(): void {
    for (const withdrawal of this.open.values()) withdrawal.cancel(new Error('the call is over'));
  }

  private refuse(id: string, error: unknown): void {
    const refusal = error instanceof QuestionRefused ? error : new QuestionRefused('Internal error');
    this.tell(errorResponse({ id, code: refusal.code, message: refusal.message }));
  }
}

function renumbered({ bytes, idSpan }: Message, id: string): Buffer {
  return splice(bytes, [{ ...idSpan!, text: id }]);
}
