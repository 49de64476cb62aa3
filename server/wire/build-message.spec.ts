import { describe, expect, it } from '@jest/globals';
import { errorResponse, notification, request, resultResponse } from './build-message.js';
import { readMessage } from './read-message.js';

describe('built messages', () => {
  it('carry ids and results as the text they were given', () => {
    expect(resultResponse('1.0', '{"n":1e400}').toString()).toBe(
      '{"jsonrpc":"2.0","id":1.0,"result":{"n":1e400}}',
    );
    expect(readMessage(resultResponse('"a"', '{}'))).toMatchObject({ kind: 'result', id: '"a"' });
  });

  it('are errors with what is known of them', () => {
    expect(errorResponse({ id: undefined, code: -32700, message: 'not "JSON"' }).toString()).toBe(
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"not \\"JSON\\""}}',
    );
    expect(errorResponse({ id: '1', code: -32602, message: 'm', data: { a: 1 } }).toString()).toBe(
      '{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"m","data":{"a":1}}}',
    );
  });

  it('are requests and notifications', () => {
    expect(request('1', 'ping').toString()).toBe('{"jsonrpc":"2.0","id":1,"method":"ping"}');
    expect(notification('notifications/x', '{"a":1}').toString()).toBe(
      '{"jsonrpc":"2.0","method":"notifications/x","params":{"a":1}}',
    );
    expect(readMessage(notification('notifications/x'))).toMatchObject({ kind: 'notification' });
  });
});
