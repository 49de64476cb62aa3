import { errorResponse, resultResponse } from '../wire/build-message.js';
import type { Message } from '../wire/message.js';
import { JsonRpcCode } from '../wire/wire-error.js';

/** What an upstream gets that asks something of its client: no client has declared that it may be asked. */
export function answerTo({ id, method }: Message): Buffer {
  if (method === 'ping') return resultResponse(id!, '{}');
  return errorResponse({ id, code: JsonRpcCode.methodNotFound, message: 'Method not found' });
}
