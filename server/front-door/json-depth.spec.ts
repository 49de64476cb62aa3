import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertShallow, MAX_DEPTH } from './json-depth.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const passes = (text: string) => {
  try {
    assertShallow(bytes(text));
    return true;
  } catch {
    return false;
  }
};

describe('assertShallow', () => {
  it('counts arrays and objects, up to the limit', () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    expect(passes(nested(MAX_DEPTH))).toBe(true);
    expect(passes(nested(MAX_DEPTH + 2))).toBe(false);
  });

  it('counts no bracket within a string', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', 'x'), maxLength: 500 }), (text) => {
        expect(passes(JSON.stringify({ [text]: text }))).toBe(true);
      }),
    );
  });

  it('agrees with the depth of the value, for any JSON', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map((member) => depthOf(member)))
        : 0;
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.integer({ min: MAX_DEPTH - 6, max: MAX_DEPTH }),
        (value, around) => {
          const text = '['.repeat(around) + JSON.stringify(value) + ']'.repeat(around);
          expect(passes(text)).toBe(around + depthOf(value) <= MAX_DEPTH);
        },
      ),
    );
  });

  it('ends on bytes that are not JSON at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (junk) => void passes(new TextDecoder().decode(junk))),
    );
  });
});
