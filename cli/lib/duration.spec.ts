import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationMs } from './duration.js';

describe('durations', () => {
  it.each([
    ['45s', 45_000],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['90d', 7_776_000_000],
  ])('%s is %d ms', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  it.each([
    '',
    '90',
    'd',
    '0s',
    '-1d',
    '1.5h',
    '1 d',
    '1D',
    '1w',
    '1d2h',
    '9999999999d',
    ' 1d',
    '1constructor',
  ])('refuses "%s"', (text) => {
    expect(() => durationMs(text)).toThrow(`"${text}" is not a duration such as 90d, 24h, 30m or 45s`);
  });

  it('reads any whole number of a unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), (count) => {
        expect(durationMs(`${count}m`)).toBe(count * 60_000);
      }),
    );
  });
});
