import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readMessage } from '../wire/read-message.js';
import { mirroredArgument, paramHeadersOf } from './param-headers.js';

const declaring = (properties: object) =>
  JSON.stringify({ name: 't', inputSchema: { type: 'object', properties } });
const text = (header: unknown) => ({ type: 'string', 'x-mcp-header': header });

describe('the arguments that a tool mirrors in headers', () => {
  it('are found wherever properties lead', () => {
    const nested = { type: 'object', properties: { level: { type: 'integer', 'x-mcp-header': 'Level' } } };
    expect(paramHeadersOf(declaring({ region: text('Region'), nested, plain: { type: 'string' } }))).toEqual([
      { header: 'Mcp-Param-Region', path: ['region'] },
      { header: 'Mcp-Param-Level', path: ['nested', 'level'] },
    ]);
  });

  it.each([
    ['a name that is no token', { a: text('no token') }],
    ['a name that is no string', { a: text(1) }],
    ['a name that stands twice', { a: text('Same'), b: text('same') }],
    ['a type that is no scalar', { a: { type: 'object', 'x-mcp-header': 'A' } }],
  ])('are none with %s', (_, properties) => {
    expect(paramHeadersOf(declaring({ valid: text('Valid'), ...properties }))).toEqual([]);
  });
});

describe('a mirrored argument', () => {
  const argument = (json: string, ...path: string[]) =>
    mirroredArgument(
      readMessage(
        Buffer.from(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"arguments":${json}}}`),
      ),
      path,
    );

  it('is every scalar as JSON has it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.boolean(), fc.maxSafeInteger()), (value) => {
        expect(argument(JSON.stringify({ outer: { value } }), 'outer', 'value')).toBe(
          value === 0 ? 0 : value,
        );
      }),
    );
  });

  it.each(['null', '{}', '[]', '9007199254740993', '1e400'])('is not %s', (json) => {
    expect(argument(`{"value":${json}}`, 'value')).toBeUndefined();
  });

  it('is not looked for among the keys that every object has', () => {
    expect(argument('{}', 'toString', 'name')).toBeUndefined();
  });

  it('may not stand twice', () => {
    expect(() => argument('{"value":1,"value":2}', 'value')).toThrow('twice');
  });
});
