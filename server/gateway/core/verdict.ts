import { AppError } from '../../common/errors.js';
import type { CallReport } from '../../events/call-report.js';
import { jsonText, stringValue } from '../../wire/members.js';
import type { Message, Span } from '../../wire/message.js';
import { WireError } from '../../wire/wire-error.js';
import type { Call, Reply } from './call.js';
import { CallError, UnknownItemError, UnknownTaskError } from './call-error.js';

/** How a call ended. */
export type Verdict = Pick<CallReport, 'outcome' | 'errorCode'>;

export const SUCCESS: Verdict = { outcome: 'success', errorCode: undefined };
const TOOL_ERROR: Verdict = { outcome: 'error', errorCode: 'tool_error' };
const INPUT_REQUIRED: Verdict = { outcome: 'input_required', errorCode: undefined };
const CANCELLED: Verdict = { outcome: 'cancelled', errorCode: 'cancelled' };

/** The first letter of `true`. */
const TRUE = 0x74;

/** Looks at two members of the answer, whose places are known already. */
export function verdictOf(reply: Reply): Verdict {
  if (reply.kind === 'own') return SUCCESS;
  const { message } = reply;
  if (message.kind === 'error') return { outcome: 'error', errorCode: codeOf(message) };
  const error = member(message, 'isError');
  if (error && message.bytes[error.start] === TRUE) return TOOL_ERROR;
  const type = member(message, 'resultType');
  return type && stringValue(message.bytes, type) === 'input_required' ? INPUT_REQUIRED : SUCCESS;
}

export function failureVerdict({ cancellation }: Pick<Call, 'cancellation'>, error: unknown): Verdict {
  if (cancellation.reason) return CANCELLED;
  if (error instanceof UnknownItemError || error instanceof UnknownTaskError)
    return { outcome: 'denied', errorCode: 'not_found' };
  if (error instanceof AppError) return { outcome: 'error', errorCode: error.code };
  const isProtocol = error instanceof CallError || error instanceof WireError;
  return { outcome: 'error', errorCode: isProtocol ? String(error.code) : 'internal' };
}

function codeOf(error: Message): string {
  const code = member(error, 'code');
  return code ? jsonText(error.bytes, code).slice(0, 16) : 'internal';
}

/** Where an upstream wrote a key twice nothing is decided on it: its answer goes through as it is. */
function member({ members }: Message, key: string): Span | undefined {
  try {
    return members.get(key);
  } catch {
    return undefined;
  }
}
