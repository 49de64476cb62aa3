import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonText, stringifyWithTexts } from './json-text.js';

describe('JSON with texts in it', () => {
  it('keeps them byte for byte, wherever they stand', () => {
    const exact = '{ "n": 9007199254740993, "f": 1.0, "$&": "\\u0041" }';
    const value = { a: [new JsonText(exact), 1], b: { c: new JsonText('1e400') }, d: undefined };
    expect(stringifyWithTexts(value)).toBe(`{"a":[${exact},1],"b":{"c":1e400}}`);
  });

  it('is that of JSON.stringify without any', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(stringifyWithTexts(value)).toBe(JSON.stringify(value));
      }),
    );
  });
});
