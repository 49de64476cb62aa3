import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationMs } from './duration.js';

describe('durationMs', () => {
  it.each([
    ['90d', 90 * 86_400_000],
    ['24h', 86_400_000],
    ['30m', 1_800_000],
    ['45s', 45_000],
  ])('reads %s', (duration, ms) => {
    expect(durationMs(duration)).toBe(ms);
  });

  it('takes nothing else: no zero, no fraction, no sign, nothing that overflows a date', () => {
    for (const bad of ['', '0d', '1', 'd', '1.5h', '-1d', '1w', '1d1h', ' 1d', '100000d', '1D']) {
      expect(() => durationMs(bad)).toThrow(RangeError);
    }
  });

  it('gives a date that exists for whatever it takes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{1,6}[dhms]$/)), (text) => {
        let ms: number;
        try {
          ms = durationMs(text);
        } catch {
          return;
        }
        expect(ms).toBeGreaterThan(0);
        expect(Number.isNaN(new Date(Date.now() + ms).getTime())).toBe(false);
      }),
    );
  });
});
