import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText, objectText, stringText } from '../../test/support/arbitrary-json.js';
import { elements, jsonText as textAt, members, readMembers, stringValue } from './members.js';
import { WireError } from './wire-error.js';

const whole = (bytes: Buffer) => ({ start: 0, end: bytes.length });

describe('members', () => {
  it('finds every value under its decoded key, byte for byte', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(stringText, jsonText), { selector: ([key]) => decoded(key) }),
        (pairs) => {
          const bytes = Buffer.from(`{${pairs.map(([key, value]) => ` ${key} : ${value}`).join(',')}}`);
          const found = members(bytes, whole(bytes));
          for (const [key, value] of pairs)
            expect(textAt(bytes, found.get(decoded(key))!)).toBe(value.trim());
          expect(found.get('no such key in any document')).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads any object to its end', () => {
    fc.assert(
      fc.property(objectText, (text) => {
        const bytes = Buffer.from(text);
        expect(readMembers(bytes, 0).end).toBe(bytes.length);
      }),
    );
  });

  it('finds members named like those of every object', () => {
    const bytes = Buffer.from('{"__proto__":{"a":1},"constructor":2}');
    const found = members(bytes, whole(bytes));
    expect(textAt(bytes, found.get('__proto__')!)).toBe('{"a":1}');
    expect(textAt(bytes, found.get('constructor')!)).toBe('2');
    expect(found.get('toString')).toBeUndefined();
    expect(found.get('hasOwnProperty')).toBeUndefined();
  });

  it('refuses to say where a key stands that stands twice, however it is written', () => {
    const bytes = Buffer.from('{"name":"a","x":1,"n\\u0061me":"b"}');
    const found = members(bytes, whole(bytes));
    expect(() => found.get('name')).toThrow(new WireError('"name" stands twice', -32600));
    expect(textAt(bytes, found.get('x')!)).toBe('1');
  });

  it('has none where the value is no object', () => {
    const bytes = Buffer.from('[{"a":1}]');
    expect(members(bytes, whole(bytes)).get('a')).toBeUndefined();
  });

  it('looks at a span inside a larger document', () => {
    const bytes = Buffer.from('{"a":{"b":[1,{"c":2}]},"b":3}');
    const inner = members(bytes, members(bytes, whole(bytes)).get('a')!);
    expect(textAt(bytes, inner.get('b')!)).toBe('[1,{"c":2}]');
  });
});

describe('elements', () => {
  it('finds every element of an array, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(jsonText), (texts) => {
        const bytes = Buffer.from(`[${texts.join(' , ')}]`);
        const found = elements(bytes, whole(bytes))!.map((span) => textAt(bytes, span));
        expect(found).toEqual(texts.map((text) => text.trim()));
      }),
    );
  });

  it('is undefined where the value is no array', () => {
    const bytes = Buffer.from('{"a":[]}');
    expect(elements(bytes, whole(bytes))).toBeUndefined();
  });
});

describe('stringValue', () => {
  it('decodes every string as JSON.parse does', () => {
    fc.assert(
      fc.property(stringText, (text) => {
        const bytes = Buffer.from(text);
        expect(stringValue(bytes, whole(bytes))).toBe(decoded(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is undefined where the value is no string', () => {
    const bytes = Buffer.from('12');
    expect(stringValue(bytes, whole(bytes))).toBeUndefined();
  });
});

function decoded(text: string): string {
  return JSON.parse(Buffer.from(text).toString()) as string;
}
