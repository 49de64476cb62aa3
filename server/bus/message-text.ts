import type { Message } from '../wire/message.js';
import { readMessage } from '../wire/read-message.js';
import type { MessageText } from './messages.js';

export function textOf({ bytes }: Message): MessageText {
  return bytes.toString('latin1');
}

/** @throws WireError when it is no message */
export function messageOf(text: MessageText): Message {
  return readMessage(Buffer.from(text, 'latin1'));
}
