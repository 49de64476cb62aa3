import { randomUUID } from 'node:crypto';
import { UpstreamError } from '../../common/errors.js';
import { errorCode } from '../../upstream/error-text.js';
import { QuestionRefused } from '../../upstream/question-refused.js';
import { request } from '../../wire/build-message.js';
import { OPEN_OBJECT } from '../../wire/json-scanner.js';
import { jsonText, members, readMembers, stringValue } from '../../wire/members.js';
import type { Message, Span } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { withMembers } from '../../wire/with-members.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import { CallError } from '../core/call-error.js';

/** One of the questions of an `input_required` result. */
export class InputQuestion {
  constructor(
    /** By which the server knows the answer. */
    readonly key: string,
    /** As a request to the client; whoever sends it gives it an id. */
    readonly message: Message,
  ) {}

  get method(): string {
    return this.message.method!;
  }

  /** What becomes of the call when the client cannot be asked. */
  failure(error: unknown, server: string): Error {
    if (!(error instanceof QuestionRefused)) return error as Error;
    return new UpstreamError(server, `it asked its client for ${this.method} in vain: ${error.message}`);
  }
}

/**
 * What a server wants to know, in its order.
 * @throws WireError when it can be read in two ways
 */
export function askedInputs({ bytes, members: result }: Message): InputQuestion[] {
  const span = result.get('inputRequests');
  if (!span || bytes[span.start] !== OPEN_OBJECT) return [];
  const table = readMembers(bytes, span.start);
  return [...table.entries()].map(([key]) => new InputQuestion(key, messageOf(bytes, table.get(key)!)));
}

/**
 * A client's answer as the server gets it: the bare result, as JSON text. That it has no answer is one too
 * where the kind of question has a word for it.
 * @throws CallError when the client refuses what has no such word
 */
export function inputAnswer({ method }: InputQuestion, answer: Message): string {
  const { kind, bytes, payload, members: error } = answer;
  if (kind === 'result') return jsonText(bytes, payload!);
  if (method === 'elicitation/create') return '{"action":"cancel"}';
  const span = error.get('message');
  const reason = (span && stringValue(bytes, span)) ?? 'no reason given';
  throw new CallError(errorCode(answer) ?? JsonRpcCode.internalError, `${method} was refused: ${reason}`);
}

function messageOf(bytes: Buffer, span: Span): Message {
  const fields = members(bytes, span);
  const [method, params] = [fields.get('method'), fields.get('params')];
  const name = (method && stringValue(bytes, method)) ?? '';
  return readMessage(request('"input"', name, params && legacyParams(bytes, params)));
}

/** In the legacy era a page to visit has an id, by which its end could be told (2025-11-25, client/elicitation). */
function legacyParams(bytes: Buffer, span: Span): string {
  const fields = members(bytes, span);
  const mode = fields.get('mode');
  const isUrl = mode !== undefined && stringValue(bytes, mode) === 'url';
  if (!isUrl || fields.get('elicitationId')) return jsonText(bytes, span);
  return withMembers(bytes, span, new Map([['elicitationId', JSON.stringify(randomUUID())]]));
}
