import { describe, expect, it } from '@jest/globals';
import { rewriteObject } from './rewrite-object.js';

const rewrite = (text: string, changes: Record<string, string | undefined>) => {
  const bytes = Buffer.from(text);
  return rewriteObject(bytes, { start: 0, end: bytes.length }, new Map(Object.entries(changes)));
};

describe('an object written anew', () => {
  it('keeps every value that is not changed, byte for byte', () => {
    expect(
      rewrite('{"a" : 1.0, "out":[1], "b":12345678901234567890,"c":{"d": null}}', { out: undefined, c: '2' }),
    ).toBe('{"a":1.0,"b":12345678901234567890,"c":2}');
  });

  it('knows keys however they are written', () => {
    expect(rewrite('{"\\u0061":1,"\\ud800":2,"__proto__":3}', { a: undefined })).toBe(
      '{"\\ud800":2,"__proto__":3}',
    );
  });

  it('gets no member that it did not have', () => {
    expect(rewrite('{}', { a: '1' })).toBe('{}');
  });

  it('is no object that could be read in two ways', () => {
    expect(() => rewrite('{"a":1,"a":2}', { a: undefined })).toThrow('twice');
  });
});
