import { jsonText, stringValue } from '../wire/members.js';
import type { Message } from '../wire/message.js';

/** The code of an error message; undefined when it has none that is a number. */
export function errorCode({ bytes, members: error }: Message): number | undefined {
  const code = error.get('code');
  const value = code && Number(jsonText(bytes, code));
  return Number.isInteger(value) ? value : undefined;
}

/** What an error message says, for the end of a sentence. */
export function errorText(error: Message): string {
  const message = error.members.get('message');
  return `${(message && stringValue(error.bytes, message)) ?? 'no reason given'} (${errorCode(error) ?? 'no code'})`;
}
