import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText, mutated } from '../../test/support/arbitrary-json.js';
import { MAX_DEPTH, skipSpace, skipValue } from './json-scanner.js';
import { CHECKED_BYTES } from './json-string.js';
import { WireError } from './wire-error.js';

const document = jsonText.map((text) => Buffer.from(text));

describe('skipValue', () => {
  it('accepts every JSON document and finds its end', () => {
    fc.assert(
      fc.property(document, (bytes) => {
        expect(skipValue(bytes, 0)).toBe(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('judges any bytes exactly as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mutated(document),
          mutated(mutated(document)),
          fc.uint8Array().map((array) => Buffer.from(array)),
        ),
        (bytes) => {
          expect(isOneValue(bytes)).toBe(isJson(bytes));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('judges the structure of large documents too', () => {
    const large = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(CHECKED_BYTES, ' ')]);
    fc.assert(
      fc.property(document, (bytes) => {
        expect(skipValue(large(bytes), 0)).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '[1,]',
    '{"a":1,}',
    '{,}',
    '[01]',
    '[1.]',
    '[.5]',
    '[1e]',
    '[-]',
    '[tru]',
    '["\\x"]',
    '["\\u12g4"]',
  ])('refuses %s', (text) => {
    expect(() => skipValue(Buffer.from(text), 0)).toThrow(WireError);
  });

  it('refuses control characters and broken escapes far inside a string', () => {
    for (const bad of ['\n', '\\x', '\\u00g0']) {
      expect(() => skipValue(Buffer.from(`"${'x'.repeat(1000)}${bad}"`), 0)).toThrow(WireError);
    }
  });

  it('follows nesting up to its bound and no further', () => {
    const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth));
    expect(skipValue(nested(MAX_DEPTH), 0)).toBe(2 * MAX_DEPTH);
    expect(() => skipValue(nested(MAX_DEPTH + 1), 0)).toThrow('nested deeper');
    expect(() => skipValue(nested(1_000_000), 0)).toThrow('nested deeper');
  });

  it('takes no more than linear time whatever a string holds', () => {
    const [length, far] = [4_000_000, `${'x'.repeat(3_900_000)}\\"`];
    for (const unit of ['\\"', '\\\\', `${'x'.repeat(300)}\\"`, `${'\\\\'.repeat(300)}\\"`, far]) {
      const bytes = Buffer.from(`"${unit.repeat(Math.ceil(length / unit.length))}"`);
      const start = performance.now();
      expect(skipValue(bytes, 0)).toBe(bytes.length);
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});

function isOneValue(bytes: Buffer): boolean {
  try {
    const end = skipValue(bytes, skipSpace(bytes, 0));
    return skipSpace(bytes, end) === bytes.length;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('latin1'));
    return true;
  } catch {
    return false;
  }
}
