import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NamePatterns } from './wildcard.js';

describe('patterns of names', () => {
  it.each([
    ['a name', 'git__push', 'git__push', true],
    ['its beginning', 'git__push', 'git__pus', false],
    ['more than it', 'git__push', 'git__push2', false],
    ['another case', 'git__push', 'Git__push', false],
    ['everything', '*', 'git__push', true],
    ['what a server has', 'git__*', 'git__push', true],
    ['a server whose name begins alike', 'git__*', 'github__push', false],
    ['nothing in place of the star', 'git__push*', 'git__push', true],
    ['the same everywhere', '*__push', 'git__push', true],
    ['in the middle', 'git__*_file', 'git__read_file', true],
    ['literals that would overlap', 'ab*ba', 'aba', false],
    ['several stars', '*a*b*', 'xxayybzz', true],
    ['several stars in another order', '*a*b*', 'xxbyyazz', false],
    ['two stars', '**', 'x', true],
    ['no expression', 'git__.*', 'git__push', false],
    ['no single character', 'git__pus?', 'git__push', false],
  ])('%s: %s on %s', (_, pattern, name, expected) => {
    expect(new NamePatterns([pattern]).match([name]) === pattern).toBe(expected);
  });

  it('match by any name of an item, and say which did', () => {
    const patterns = new NamePatterns(['b*', 'a*', 'exact']);
    expect(patterns.match(['x', 'az'])).toBe('a*');
    expect(patterns.match(['az', 'bz'])).toBe('b*');
    expect(patterns.match(['az', 'exact'])).toBe('exact');
    expect(patterns.match(['x'])).toBeUndefined();
    expect(new NamePatterns().match(['x'])).toBeUndefined();
  });

  it('match like the regular expression that they stand for', () => {
    const piece = fc.constantFrom('a', 'b', 'ab', '*', '.', '_');
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        const meant = new RegExp(`^${pattern.replaceAll('.', '[.]').replaceAll('*', '.*')}$`);
        expect(new NamePatterns([pattern]).match([name]) !== undefined).toBe(meant.test(name));
      }),
    );
  });
});
