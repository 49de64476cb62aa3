import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from '../../test/support/arbitrary-json.js';
import { members } from './members.js';
import { readMessage } from './read-message.js';
import { splice } from './splice.js';

describe('splice', () => {
  it('changes the places named and nothing else', () => {
    const bytes = Buffer.from('{"id":1,"name":"a"}');
    const edits = [
      { start: 1, end: 1, text: '"new":"é",' },
      { start: 6, end: 7, text: '"abc"' },
      { start: 15, end: 18, text: '""' },
    ];
    expect(splice(bytes, edits).toString()).toBe('{"new":"é","id":"abc","name":""}');
    expect(bytes.toString()).toBe('{"id":1,"name":"a"}');
  });

  it('keeps what JSON.parse and JSON.stringify would lose', () => {
    const carried = '{"1":1234567890123456789,"0":1.0,"__proto__":1e400,"a":-0,"a":1}';
    const { bytes, idSpan } = readMessage(Buffer.from(`{"jsonrpc":"2.0","id":1,"result":${carried}}`));
    const edited = splice(bytes, [{ ...idSpan!, text: '"x"' }]);
    expect(edited.toString()).toBe(`{"jsonrpc":"2.0","id":"x","result":${carried}}`);
  });

  it('rewrites a member of any message', () => {
    fc.assert(
      fc.property(jsonText, jsonText, fc.string(), (before, after, name) => {
        const text = (value: string) =>
          `{"jsonrpc":"2.0","id":1,"method":"m","params":{"_meta":${before},"name":${value},"arguments":${after}}}`;
        const { bytes, payload } = readMessage(Buffer.from(text('"old"')));
        const span = members(bytes, payload!).get('name')!;
        const edited = splice(bytes, [{ ...span, text: JSON.stringify(name) }]);
        expect(edited.equals(Buffer.from(text(JSON.stringify(name))))).toBe(true);
      }),
    );
  });

  it.each([
    [
      [
        { start: 2, end: 4, text: '' },
        { start: 3, end: 5, text: '' },
      ],
    ],
    [
      [
        { start: 3, end: 4, text: '' },
        { start: 0, end: 1, text: '' },
      ],
    ],
  ])('refuses edits that overlap or are out of order', (edits) => {
    expect(() => splice(Buffer.from('0123456789'), edits)).toThrow(RangeError);
  });
});
