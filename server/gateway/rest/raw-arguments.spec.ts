import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { argumentsBeside, argumentsMember } from './raw-arguments.js';

const beside = (text: string) => argumentsBeside(Buffer.from(text)).toString();
const member = (text: string) => argumentsMember(Buffer.from(text))?.toString();

describe('argumentsBeside', () => {
  it('takes everything but the name, as it is written', () => {
    expect(beside('{"name":"a__b"}')).toBe('{}');
    expect(beside('\ufeff { "name":"a__b", "n" : 1234567890123456789, "f":1.0 ,"x":{"name":1}}')).toBe(
      '{"n":1234567890123456789,"f":1.0,"x":{"name":1}}',
    );
    expect(beside('{"a":1e400,"n\\u0061me":"a__b","__proto__":-0}')).toBe('{"a":1e400,"__proto__":-0}');
  });

  it('means the same as what was sent', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
        const { name: _, ...expected } = args;
        expect(JSON.parse(beside(JSON.stringify({ ...args, name: 'a__b' })))).toEqual(
          JSON.parse(JSON.stringify(expected)),
        );
      }),
    );
  });
});

describe('argumentsMember', () => {
  it('finds the arguments as they are written', () => {
    expect(member('{"name":"x","arguments": {"n":1.0, "a":[1 ,2]} }')).toBe('{"n":1.0, "a":[1 ,2]}');
  });

  it('takes null for none', () => {
    expect(member('{"name":"x","arguments":null}')).toBeUndefined();
    expect(member('{"name":"x"}')).toBeUndefined();
  });
});
