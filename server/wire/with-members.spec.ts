import { describe, expect, it } from '@jest/globals';
import { withMembers } from './with-members.js';

const ADDED = new Map([
  ['a', '1.0'],
  ['b', '{"c":null}'],
]);

function changed(text: string): string {
  const bytes = Buffer.from(` ${text} `);
  return withMembers(bytes, { start: 1, end: bytes.length - 1 }, ADDED);
}

describe('withMembers', () => {
  it.each([
    ['{}', '{"a":1.0,"b":{"c":null}}'],
    ['{ "z" : 1e400 }', '{"a":1.0,"b":{"c":null},"z":1e400}'],
    ['{"a":2,"z":"ü","\\u0062":3}', '{"a":1.0,"b":{"c":null},"z":"ü"}'],
    ['[1]', '{"a":1.0,"b":{"c":null}}'],
  ])('puts members in front of those of %s', (text, expected) => {
    expect(changed(text)).toBe(expected);
  });

  it('does not choose between two members of one key', () => {
    expect(() => changed('{"a":1,"a":2}')).toThrow('"a" stands twice');
  });
});
