import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { near } from './near.js';

describe('near', () => {
  it('finds what was misspelt, nearest first, three at most', () => {
    expect(near(['github', 'gitlab', 'time', 'gitea', 'githab', 'gitbub'], 'githib')).toEqual([
      'githab',
      'github',
      'gitbub',
    ]);
  });

  it('forgives two letters in a short name', () => {
    expect(near(['time', 'jira'], 'tiem')).toEqual(['time']);
  });

  it('ignores case and completes an unfinished name', () => {
    expect(near(['GitHub', 'time'], 'github')).toEqual(['GitHub']);
    expect(near(['everything', 'time'], 'every')).toEqual(['everything']);
  });

  it('offers nothing that is not near', () => {
    expect(near(['github', 'time'], 'calculator')).toEqual([]);
    expect(near(['a', 'ab'], 'xy')).toEqual([]);
    expect(near([], 'x')).toEqual([]);
  });

  it('takes anything as input, and offers only names that exist', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string({ maxLength: 400 }), (names, wanted) => {
        const found = near(names, wanted);
        expect(found.length).toBeLessThanOrEqual(3);
        expect(names).toEqual(expect.arrayContaining(found));
      }),
    );
  });
});
