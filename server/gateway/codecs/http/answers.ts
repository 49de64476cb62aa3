import type { Message } from '../../../wire/message.js';
import { splice } from '../../../wire/splice.js';

const CLOSE = Buffer.from('}');

/**
 * A result of the gateway's own as a message.
 * @param id of the request, as JSON text
 * @param result JSON text, in pieces that follow each other
 */
export function framed(id: string, result: readonly Buffer[]): Buffer[] {
  return [Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":`), ...result, CLOSE];
}

/** An upstream's answer under the id of the client's request, which the upstream may not have seen. */
export function renumbered({ bytes, id: seen, idSpan }: Message, id: string): Buffer {
  return seen === id ? bytes : splice(bytes, [{ ...idSpan!, text: id }]);
}
