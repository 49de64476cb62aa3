import type { Cancellation } from '../../upstream/cancellation.js';
import { QuestionRefused } from '../../upstream/question-refused.js';
import { resultResponse } from '../../wire/build-message.js';
import { jsonText } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { rewriteObject } from '../../wire/rewrite-object.js';
import { JsonRpcCode } from '../../wire/wire-error.js';

/** A server that asks for several things does so in one go. */
const GATHERING_MS = 10;
/** Of a modern client's request nobody outside it ever hears. */
const LEGACY_ONLY = new Map(['elicitationId', 'task', '_meta'].map((key) => [key, undefined] as const));

interface Open {
  readonly question: Message;
  readonly answer: (answer: Message) => void;
}

/** The questions of a legacy server that its client has not answered yet, gathered into rounds. */
export class GatheredQuestions {
  private readonly open = new Map<string, Open>();
  private lastNumber = 0;
  private timer: NodeJS.Timeout | undefined;
  private onGathered: ((nothing: undefined) => void) | undefined;

  constructor(private readonly isAllowed: (question: Message) => boolean) {}

  /** @throws QuestionRefused when the client did not say that it may be asked this */
  ask(question: Message, withdrawal: Cancellation): Promise<Message> {
    if (!this.isAllowed(question)) {
      return Promise.reject(new QuestionRefused('Method not found', JsonRpcCode.methodNotFound));
    }
    const key = `${question.method!.split('/')[0]}-${++this.lastNumber}`;
    return new Promise((answer, reject) => {
      this.open.set(key, { question, answer });
      withdrawal.listen(() => {
        this.open.delete(key);
        reject(withdrawal.reason!);
      });
      this.gatherSoon();
    });
  }

  /** Resolves when there is something to ask the client; the next call begins a new round. */
  gathered(): Promise<undefined> {
    return new Promise((resolve) => {
      this.onGathered = resolve;
      this.gatherSoon();
    });
  }

  /** As the member `inputRequests` has them; JSON text. */
  inputRequests(): string {
    return `{${[...this.open].map(([key, { question }]) => `"${key}":${inputRequest(question)}`).join(',')}}`;
  }

  /** @param response JSON text of an object, by the key of its question; unknown keys are ignored */
  answer(key: string, response: string): void {
    this.open.get(key)?.answer(readMessage(resultResponse('0', response)));
    this.open.delete(key);
  }

  private gatherSoon(): void {
    if (this.open.size === 0 || !this.onGathered) return;
    this.timer ??= setTimeout(() => this.gather(), GATHERING_MS);
  }

  private gather(): void {
    this.timer = undefined;
    // All may have been withdrawn meanwhile.
    if (this.open.size > 0) this.onGathered?.(undefined);
  }
}

/** Whether the client's capabilities allow a question (2025-11-25, client). */
export function mayAsk(capabilities: string, { method, bytes, members }: Message): boolean {
  const { sampling, elicitation, roots } = JSON.parse(capabilities) as Record<string, object | undefined>;
  switch (method) {
    case 'sampling/createMessage':
      return sampling !== undefined;
    case 'roots/list':
      return roots !== undefined;
    case 'elicitation/create': {
      const mode = members.get('mode');
      const isUrl = mode !== undefined && jsonText(bytes, mode) === '"url"';
      // Without a mode the client has declared forms.
      return elicitation !== undefined && (isUrl ? 'url' in elicitation : !isUrlOnly(elicitation));
    }
    default:
      return false;
  }
}

function isUrlOnly(elicitation: object): boolean {
  return 'url' in elicitation && !('form' in elicitation);
}

function inputRequest({ method, bytes, payload }: Message): string {
  const params = payload ? `,"params":${rewriteObject(bytes, payload, LEGACY_ONLY)}` : '';
  return `{"method":${JSON.stringify(method)}${params}}`;
}
