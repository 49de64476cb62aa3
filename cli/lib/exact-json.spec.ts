import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isExactNumber, parseExact, stringifyExact } from './exact-json.js';

describe('exact JSON', () => {
  it.each(['9007199254740993', '-12345678901234567890123', '1.0', '1e400', '0.1', '-0', '1E5'])(
    'gives %s back as it was',
    (digits) => {
      const text = `{"a":[${digits}],"b":"${digits}"}`;
      expect(stringifyExact(parseExact(text))).toBe(text);
    },
  );

  it('keeps numbers that survive as numbers', () => {
    expect(parseExact('{"a":[1,-2.5,1e21]}')).toEqual({ a: [1, -2.5, expect.anything()] });
    expect(isExactNumber(parseExact('12345678901234567890'))).toBe(true);
  });

  it('leaves digits within strings alone, whatever is escaped there', () => {
    const text = String.raw`{"a\"1.0":"\\","b":"\\\"9007199254740993"}`;
    expect(stringifyExact(parseExact(text))).toBe(text);
  });

  it('reads and writes every JSON value as JSON.parse and JSON.stringify do', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(stringifyExact(parseExact(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what is not JSON', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const refused = (parse: (text: string) => unknown) => {
          try {
            parse(text);
            return false;
          } catch {
            return true;
          }
        };
        expect(refused(parseExact)).toBe(refused(JSON.parse));
      }),
    );
  });

  it('is not stopped by long strings', () => {
    const text = `{"data":"${String.raw`\n"`.slice(0, 2).repeat(3_000_000)}","n":1.0}`;
    expect(stringifyExact(parseExact(text))).toBe(text);
  });
});
