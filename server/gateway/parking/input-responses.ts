import { OPEN_OBJECT } from '../../wire/json-scanner.js';
import { jsonText, readMembers } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';

/**
 * What a client answers, by the keys of the questions: JSON text of objects. What is none is no answer, and
 * will be asked again.
 */
export function inputResponses({ bytes, members }: Message): [string, string][] {
  const span = members.get('inputResponses');
  if (!span || bytes[span.start] !== OPEN_OBJECT) return [];
  return [...readMembers(bytes, span.start).entries()]
    .filter(([, value]) => bytes[value.start] === OPEN_OBJECT)
    .map(([key, value]) => [key, jsonText(bytes, value)]);
}
