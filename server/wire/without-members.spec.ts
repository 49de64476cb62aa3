import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splice } from './splice.js';
import { withoutMembers } from './without-members.js';

const KEYS = new Set(['a', 'b']);

function without(text: string, keys: ReadonlySet<string> = KEYS): string {
  const bytes = Buffer.from(text);
  return splice(bytes, withoutMembers(bytes, { start: 0, end: bytes.length }, keys)).toString();
}

describe('withoutMembers', () => {
  it.each([
    ['{}', '{}'],
    ['{ "a" : 1 }', '{  }'],
    ['{"a":1,"b":[2,{"a":3}]}', '{}'],
    ['{"a":1, "z":{"a":1e400} , "b":2 }', '{"z":{"a":1e400} }'],
    ['{"z":1,"a":1,"b":2}', '{"z":1}'],
    ['{"x":0, "\\u0061":1, "y":2,"a":3, "z":4}', '{"x":0, "y":2,"z":4}'],
    ['["a"]', '["a"]'],
  ])('takes members out of %s', (text, expected) => {
    expect(without(text)).toBe(expected);
  });

  it('leaves what JSON.parse finds but for those members', () => {
    const keys = fc.constantFrom<string>('a', 'b', 'c', 'd', 'é');
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), fc.uniqueArray(keys), (object, gone) => {
        const text = JSON.stringify(object, null, 1);
        const kept = Object.entries(JSON.parse(text) as object).filter(([key]) => !gone.includes(key));
        expect(JSON.parse(without(text, new Set(gone)))).toEqual(Object.fromEntries(kept));
      }),
    );
  });
});
