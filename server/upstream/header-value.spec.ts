import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeHeaderValue, encodeHeaderValue } from './header-value.js';

describe('the value of a header that mirrors the body', () => {
  it('says the same after the way through a header, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const value = encodeHeaderValue(text);
        expect(value).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeHeaderValue(`  ${value}\t`)).toBe(text);
      }),
    );
  });

  it('stays readable where that is safe', () => {
    expect(encodeHeaderValue('get_weather v1')).toBe('get_weather v1');
  });

  it.each(['é', ' x', 'x ', 'a\nb', '=?base64?eA==?=', '\ufeffx'])(
    'is encoded and read again: %j',
    (text) => {
      expect(encodeHeaderValue(text)).toMatch(/^=\?base64\?/);
      expect(decodeHeaderValue(encodeHeaderValue(text))).toBe(text);
    },
  );

  it.each(['=?base64?eA?=', '=?base64?e A=?=', '=?base64?/w==?=', '=?base64?-_8=?='])(
    'is refused: %j',
    (text) => {
      expect(decodeHeaderValue(text)).toBeUndefined();
    },
  );

  it('is text where it only begins like an encoded one', () => {
    expect(decodeHeaderValue('=?base64?')).toBe('=?base64?');
    expect(decodeHeaderValue('=?base64?=')).toBe('=?base64?=');
  });

  it('never fails, whatever the header', () => {
    fc.assert(fc.property(fc.string(), (text) => void decodeHeaderValue(`=?base64?${text}?=`)));
  });
});
