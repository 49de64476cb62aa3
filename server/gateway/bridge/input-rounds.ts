import { UpstreamError } from '../../common/errors.js';
import { Cancellation } from '../../upstream/cancellation.js';
import type { Upstream, UpstreamRequest } from '../../upstream/upstream.js';
import { jsonText, stringValue } from '../../wire/members.js';
import type { Message, Span } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { splice } from '../../wire/splice.js';
import { membersText, withMembers } from '../../wire/with-members.js';
import { ChangedRequest } from './changed-request.js';
import { decided } from './decided.js';
import { askedInputs, type InputQuestion, inputAnswer } from './input-questions.js';
import { pause } from './pause.js';

const MAX_ROUNDS = 16;
const MAX_TIME_MS = 3_600_000;
/** Before a server is asked again that wanted nothing but time; doubled with each round. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

let lastId = 0;

/**
 * A call to a modern server on behalf of a client who is asked in the legacy way: what the server asks for goes
 * to the client as requests, one after the other, and the call is made again with the answers
 * (2026-07-28, basic/patterns/mrtr).
 */
export class InputRounds {
  private readonly deadlineMs = performance.now() + MAX_TIME_MS;
  private readonly server: string;

  constructor(
    private readonly upstream: Upstream,
    private readonly request: UpstreamRequest,
  ) {
    this.server = upstream.target.name;
  }

  /** @throws UpstreamError, UpstreamTimeoutError, CallError, or the reason of the call's cancellation */
  async play(): Promise<Message> {
    let request = this.request;
    for (let round = 0; round < MAX_ROUNDS && performance.now() < this.deadlineMs; round++) {
      const answer = await this.upstream.request(request);
      if (!decided(this.server, () => wantsInput(answer))) return answer;
      request = await this.nextRequest(answer, round);
    }
    throw new UpstreamError(this.server, 'it asked for input again and again');
  }

  private async nextRequest(answer: Message, round: number): Promise<UpstreamRequest> {
    const { state, questions } = decided(this.server, () => ({
      state: answer.members.get('requestState'),
      questions: askedInputs(answer),
    }));
    if (!state && questions.length === 0) {
      throw new UpstreamError(this.server, 'it asked for input without saying which');
    }
    const answers = new Map<string, string>();
    if (questions.length === 0) {
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** round, MAX_PAUSE_MS), this.request.cancellation);
    }
    for (const question of questions) answers.set(question.key, await this.ask(question));
    return this.retry(answers, state && jsonText(answer.bytes, state));
  }

  private async ask(question: InputQuestion): Promise<string> {
    const { cancellation } = this.request;
    const withdrawal = new Cancellation();
    cancellation.listen(() => withdrawal.cancel(cancellation.reason!));
    try {
      return inputAnswer(question, await this.request.onQuestion(question.message, withdrawal));
    } catch (error) {
      if (cancellation.reason) throw cancellation.reason;
      throw question.failure(error, this.server);
    } finally {
      cancellation.listen(undefined);
    }
  }

  /** The first request once more, under an id of its own. */
  private retry(answers: ReadonlyMap<string, string>, state: string | undefined): UpstreamRequest {
    const { bytes, idSpan, payload } = readMessage(this.request.body);
    const id = `"input-${++lastId}"`;
    const added = new Map<string, string>();
    if (answers.size > 0) added.set('inputResponses', `{${membersText(answers)}}`);
    if (state !== undefined) added.set('requestState', state);
    const edits = [
      { ...idSpan!, text: id },
      { ...(payload as Span), text: withMembers(bytes, payload!, added) },
    ];
    const body = splice(
      bytes,
      edits.sort((a, b) => a.start - b.start),
    );
    return new ChangedRequest(this.request, { id, body });
  }
}

function wantsInput({ kind, bytes, members: result }: Message): boolean {
  const type = kind === 'result' ? result.get('resultType') : undefined;
  return type !== undefined && stringValue(bytes, type) === 'input_required';
}
