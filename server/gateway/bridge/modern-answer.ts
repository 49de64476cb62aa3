import { CLOSE_OBJECT, OPEN_OBJECT, skipSpace } from '../../wire/json-scanner.js';
import { jsonText } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { type Edit, splice } from '../../wire/splice.js';
import { JsonRpcCode } from '../../wire/wire-error.js';

const COMPLETE: readonly Stamp[] = [['resultType', '"complete"']];
/** How long a resource stays as it is, its server could not say; and it may be one client's alone. */
const READ: readonly Stamp[] = [...COMPLETE, ['ttlMs', '0'], ['cacheScope', '"private"']];

/** A key of a result and its value as JSON text. */
type Stamp = readonly [string, string];

/** What legacy revisions say for a resource that is not there. */
const RESOURCE_NOT_FOUND = -32002;
/** Codes that have a meaning in the modern era only, which a legacy server cannot have had in mind. */
const RESERVED = { from: -32099, to: -32020 };

/** A legacy server's answer in the words of the modern era; every other byte is as it was. */
export function modernAnswer(answer: Message, method: string): Message {
  const edits = answer.kind === 'error' ? recoded(answer) : stamped(answer, method);
  return edits.length === 0 ? answer : readMessage(splice(answer.bytes, edits));
}

function recoded({ bytes, members }: Message): Edit[] {
  const span = members.get('code');
  const code = span && Number(jsonText(bytes, span));
  if (span && code === RESOURCE_NOT_FOUND) return [{ ...span, text: String(JsonRpcCode.invalidParams) }];
  const isReserved = code !== undefined && code >= RESERVED.from && code <= RESERVED.to;
  return span && isReserved ? [{ ...span, text: String(JsonRpcCode.internalError) }] : [];
}

/** Behind the `{` of the result; where the server has such a key of its own, in its place. */
function stamped({ bytes, payload, members }: Message, method: string): Edit[] {
  const start = payload!.start + 1;
  if (bytes[payload!.start] !== OPEN_OBJECT) return [];
  const stamps = method === 'resources/read' ? READ : COMPLETE;
  const missing = stamps.filter(([key]) => !members.get(key));
  const present = stamps.flatMap(([key, text]) => {
    const span = members.get(key);
    return span ? [{ ...span, text }] : [];
  });
  const inserted = missing.map(([key, text]) => `"${key}":${text}`).join(',');
  const comma = inserted === '' || bytes[skipSpace(bytes, start)] === CLOSE_OBJECT ? '' : ',';
  return [{ start, end: start, text: inserted + comma }, ...present.sort((a, b) => a.start - b.start)];
}
