import { Cancellation } from '../../upstream/cancellation.js';
import { errorCode } from '../../upstream/error-text.js';
import { QuestionRefused } from '../../upstream/question-refused.js';
import type { Ask } from '../../upstream/upstream.js';
import { request } from '../../wire/build-message.js';
import { elements, jsonText, members, stringValue } from '../../wire/members.js';
import type { Message, Span } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';

/** By which a server says that a page must be visited before the call is made again (2025-11-25, client/elicitation). */
const URL_ELICITATION_REQUIRED = -32042;
/** Nobody visits more at a time. */
const MAX_PAGES = 16;

/**
 * The pages that a server wants to have visited, each as the question that asks its client to; none when it
 * answered something else.
 * @throws WireError when the answer can be read in two ways
 */
export function requiredPages(answer: Message): Message[] {
  if (answer.kind !== 'error' || errorCode(answer) !== URL_ELICITATION_REQUIRED) return [];
  const { bytes, members: error } = answer;
  const data = error.get('data');
  const listed = data && members(bytes, data).get('elicitations');
  return ((listed && elements(bytes, listed)) ?? [])
    .filter((span) => isPage(bytes, span))
    .slice(0, MAX_PAGES)
    .map((span) => readMessage(request('"page"', 'elicitation/create', jsonText(bytes, span))));
}

/** Who is to be asked, and until when. */
export interface Visiting {
  readonly ask: Ask;
  readonly cancellation: Cancellation;
}

/**
 * Has a client visit all of the pages.
 * @returns false when it does not want to, or cannot be asked
 * @throws the reason of the cancellation
 */
export async function visited(pages: readonly Message[], { ask, cancellation }: Visiting): Promise<boolean> {
  const withdrawals = pages.map(() => new Cancellation());
  cancellation.listen(() => withdrawals.forEach((withdrawal) => withdrawal.cancel(cancellation.reason!)));
  try {
    const answers = await Promise.all(pages.map((page, index) => ask(page, withdrawals[index]!)));
    return answers.every(isAcceptance);
  } catch (error) {
    if (error instanceof QuestionRefused) return false;
    throw error;
  } finally {
    cancellation.listen(undefined);
  }
}

function isPage(bytes: Buffer, span: Span): boolean {
  const mode = members(bytes, span).get('mode');
  return mode !== undefined && stringValue(bytes, mode) === 'url';
}

function isAcceptance({ kind, bytes, members: result }: Message): boolean {
  const action = kind === 'result' ? result.get('action') : undefined;
  return action !== undefined && stringValue(bytes, action) === 'accept';
}
