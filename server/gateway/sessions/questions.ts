import { Injectable } from '@nestjs/common';
import { Bus } from '../../bus/bus.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import { QuestionRefused } from '../../upstream/question-refused.js';
import type { Message } from '../../wire/message.js';
import { OpenQuestion, type QuestionStream } from './open-question.js';
import type { SessionClaims } from './session.js';

/** Nobody answers more at a time. */
const MAX_OPEN_PER_SESSION = 100;
const OWN_ID = /^"q-([\w-]+)-(\d+)"$/;

type Owner = Pick<SessionClaims, 'nonce' | 'principalKey'>;

export interface Asking {
  readonly session: Owner;
  readonly question: Message;
  readonly withdrawal: Cancellation;
  /** On which the client gets the question. */
  readonly stream: QuestionStream;
}

/** What became of an answer: another session's question, or none of ours, is `foreign`. */
export type Reception = 'taken' | 'late' | 'elsewhere' | 'foreign';

/** The questions that clients have not answered yet, under ids that no two processes use alike. */
@Injectable()
export class Questions {
  private readonly open = new Map<string, { session: Owner; question: OpenQuestion }>();
  private last = 0;

  constructor(private readonly bus: Bus) {}

  /** @throws QuestionRefused when the client cannot be asked, or does not answer */
  async put({ session, question, withdrawal, stream }: Asking): Promise<Message> {
    if (this.count(session) >= MAX_OPEN_PER_SESSION) throw new QuestionRefused('too many questions are open');
    const id = `"q-${this.bus.process}-${++this.last}"`;
    const opened = new OpenQuestion({ id, question, stream });
    this.open.set(id, { session, question: opened });
    withdrawal.listen(() => opened.withdraw(withdrawal.reason!));
    try {
      return await opened.answer;
    } finally {
      this.open.delete(id);
    }
  }

  /** Takes a client's answer. */
  answer({ nonce }: Pick<Owner, 'nonce'>, message: Message): Reception {
    const entry = this.open.get(message.id ?? '');
    if (entry) return entry.session.nonce === nonce ? entry.question.take(message) : 'foreign';
    const [, process, number] = OWN_ID.exec(message.id ?? '') ?? [];
    if (process === undefined) return 'foreign';
    if (process !== this.bus.process) return 'elsewhere';
    return Number(number) <= this.last ? 'late' : 'foreign';
  }

  /** The process that asked what this answers; undefined for what none of ours asked. */
  askerOf({ id }: Message): string | undefined {
    return OWN_ID.exec(id ?? '')?.[1];
  }

  endSession({ nonce }: Pick<Owner, 'nonce'>): void {
    this.endAll((session) => session.nonce === nonce);
  }

  endPrincipal(key: string): void {
    this.endAll((session) => session.principalKey === key);
  }

  endAll(matches: (session: Owner) => boolean = () => true): void {
    for (const { session, question } of this.open.values()) {
      if (matches(session)) question.refuse('the session with the client is over');
    }
  }

  private count({ nonce }: Owner): number {
    let count = 0;
    for (const { session } of this.open.values()) if (session.nonce === nonce) count++;
    return count;
  }
}
