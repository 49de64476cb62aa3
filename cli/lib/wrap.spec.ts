import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wrap } from './wrap.js';

describe('wrapping', () => {
  it('breaks between words, keeps long ones and lines, and indents', () => {
    expect(wrap('one two three\nhttps://a-long.example/x', { width: 10, indent: '  ' })).toEqual([
      '  one two',
      '  three',
      '  https://a-long.example/x',
    ]);
  });

  it('does nothing where there is no width', () => {
    expect(wrap('one two three', { width: Infinity })).toEqual(['one two three']);
  });

  it('loses no word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 80 }), (text, width) => {
        const words = (value: string) => value.split(/\s+/).join(' ').trim();
        expect(words(wrap(text, { width }).join('\n'))).toBe(words(text));
      }),
    );
  });
});
