import { errorResponse } from '../wire/build-message.js';
import { readMessage } from '../wire/read-message.js';
import { JsonRpcCode } from '../wire/wire-error.js';
import type { Watches } from './upstream.js';

const REFUSED = readMessage(
  errorResponse({ id: '0', code: JsonRpcCode.methodNotFound, message: 'Method not found' }),
);

/** Of an upstream that says nothing of its own accord. */
export const UNWATCHED: Watches = {
  subscribe: () => Promise.resolve(REFUSED),
  unsubscribe: () => {},
  followLists: () => {},
};
