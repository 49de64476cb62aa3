import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText, mutated, objectText, stringText } from '../../test/support/arbitrary-json.js';
import { jsonText as textAt } from './members.js';
import type { Message } from './message.js';
import { readMessage } from './read-message.js';
import { WireError } from './wire-error.js';

const read = (text: string) => readMessage(Buffer.from(text));

describe('readMessage', () => {
  it('reads a request', () => {
    const message = read(
      '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a","arguments":{"x":1.0}}}',
    );
    expect(message).toMatchObject({ kind: 'request', id: '7', method: 'tools/call' });
    expect(textAt(message.bytes, message.idSpan!)).toBe('7');
    expect(textAt(message.bytes, message.payload!)).toBe('{"name":"a","arguments":{"x":1.0}}');
    expect(textAt(message.bytes, message.members.get('arguments')!)).toBe('{"x":1.0}');
  });

  it.each([
    ['{"jsonrpc":"2.0","method":"notifications/initialized"}', 'notification'],
    ['{"jsonrpc":"2.0","id":"a","method":"ping"}', 'request'],
    ['{"jsonrpc":"2.0","id":1,"result":{}}', 'result'],
    ['{"jsonrpc":"2.0","id":1,"result":null}', 'result'],
    ['{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":""}}', 'error'],
    ['{"jsonrpc":"2.0","id":null,"error":{"code":-1,"message":""}}', 'error'],
    ['{"jsonrpc":"2.0","error":{"code":-1,"message":""}}', 'error'],
    ['\ufeff {"jsonrpc":"2.0","id":1,"result":{}}\r\n', 'result'],
    ['{"json\\u0072pc":"2.\\u0030","\\u0069d":1,"m\\u0065thod":"pin\\u0067"}', 'request'],
  ])('knows what %s is', (text, kind) => {
    expect(read(text).kind).toBe(kind);
  });

  it.each([
    ['', -32700, 'expected'],
    ['nonsense', -32700, 'expected'],
    ['"a string"', -32600, 'object'],
    ['{"jsonrpc":"2.0","id":1,"method":"a"', -32700, 'expected'],
    ['{"jsonrpc":"2.0","id":1,"method":"a"}}', -32700, 'follow'],
    ['[{"jsonrpc":"2.0","id":1,"method":"a"}]', -32600, 'batches'],
    ['{"jsonrpc":"1.0","id":1,"method":"a"}', -32600, '"jsonrpc"'],
    ['{"id":1,"method":"a"}', -32600, '"jsonrpc"'],
    ['{"jsonrpc":"2.0","id":null,"method":"a"}', -32600, '"id"'],
    ['{"jsonrpc":"2.0","id":{},"method":"a"}', -32600, '"id"'],
    ['{"jsonrpc":"2.0","id":true,"result":{}}', -32600, '"id"'],
    ['{"jsonrpc":"2.0","id":1,"method":2}', -32600, '"method"'],
    ['{"jsonrpc":"2.0","id":1}', -32600, 'either'],
    ['{"jsonrpc":"2.0","result":{}}', -32600, 'id'],
    ['{"jsonrpc":"2.0","id":1,"result":{},"error":{}}', -32600, 'either'],
    ['{"jsonrpc":"2.0","id":1,"method":"a","result":{}}', -32600, 'either'],
    ['{"jsonrpc":"2.0","id":1,"result":{},"params":{}}', -32600, 'either'],
  ])('refuses %s with %d', (text, code, words) => {
    expect(failure(() => read(text))).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it.each(['jsonrpc', 'id', 'method', 'params'])('refuses a second "%s"', (key) => {
    const fields = { jsonrpc: '"2.0"', id: '1', method: '"a"', params: '{}' };
    const twice = [
      ...Object.entries(fields),
      [`\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${key.slice(1)}`, fields[key as 'id']],
    ];
    const text = `{${twice.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
    expect(failure(() => read(text))).toMatchObject({ code: -32600, message: `"${key}" stands twice` });
  });

  it('reads any message, whatever it carries, and leaves its bytes alone', () => {
    fc.assert(
      fc.property(
        fc.record({
          id: fc.oneof(stringText, fc.integer().map(String)),
          params: jsonText,
          extra: jsonText,
          pad: padding,
        }),
        (part) => {
          const bytes = Buffer.from(
            `{"extra":${part.extra},"params":${part.params},"id":${part.id},"jsonrpc":"2.0","method":"m"}${part.pad}`,
          );
          const message = readMessage(bytes);
          expect(message.bytes.equals(bytes)).toBe(true);
          expect(message.id).toBe(Buffer.from(part.id).toString());
          expect(textAt(bytes, message.payload!)).toBe(Buffer.from(part.params).toString());
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds the members of an object that is carried, of a large message as of a small one', () => {
    fc.assert(
      fc.property(objectText, jsonText, padding, (before, value, pad) => {
        const message = read(`{"jsonrpc":"2.0","id":1,"result":{"a":${before},"looked for":${value}}}${pad}`);
        expect(textAt(message.bytes, message.members.get('looked for')!)).toBe(Buffer.from(value).toString());
      }),
    );
  });

  it('fails on any other bytes with a WireError that quotes none of them', () => {
    const message = objectText.map((text) => Buffer.from(`{"jsonrpc":"2.0","id":1,"result":${text}}`));
    fc.assert(
      fc.property(
        fc.oneof(
          mutated(message),
          fc.uint8Array().map((array) => Buffer.from(array)),
        ),
        (bytes) => {
          const outcome = attempt(() => readMessage(bytes));
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(WireError);
          else expect(() => JSON.parse(outcome.bytes.toString())).not.toThrow();
        },
      ),
      { numRuns: 2000 },
    );
    expect(failure(() => read('{"jsonrpc":"2.0","id":1,"method":hunter2}')).message).not.toContain('hunter2');
  });
});

/** White space that makes a message large enough not to be looked at whole, or nothing. */
const padding = fc.constantFrom('', ' '.repeat(20_000));

function attempt(work: () => Message): Message | Error {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
}

function failure(work: () => Message): WireError {
  const outcome = attempt(work);
  if (outcome instanceof WireError) return outcome;
  throw new Error('it was accepted');
}
