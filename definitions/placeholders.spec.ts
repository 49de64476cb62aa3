import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapePlaceholders, fillPlaceholders } from './placeholders.js';

const ENV = { TOKEN: 's3cret', EMPTY: '', TRICK: '${TOKEN}' };
const variables = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/);

const filled = (value: unknown, env: Record<string, string>) => fillPlaceholders(value, env).value;

describe('placeholders', () => {
  it.each([
    ['${TOKEN}', 's3cret'],
    ['Bearer ${TOKEN}!', 'Bearer s3cret!'],
    ['${TOKEN}${TOKEN}', 's3crets3cret'],
    ['[${EMPTY}]', '[]'],
    ['$TOKEN', '$TOKEN'],
    ['$', '$'],
    ['100$', '100$'],
    ['$${TOKEN}', '${TOKEN}'],
    ['$$${TOKEN}', '$${TOKEN}'],
    ['$${', '${'],
    ['${TRICK}', '${TOKEN}'],
    ['{TOKEN}', '{TOKEN}'],
  ])('%s becomes %s', (text, expected) => {
    expect(filled(text, ENV)).toBe(expected);
  });

  it('reaches strings at any depth and no keys', () => {
    const document = { a: [{ '${TOKEN}': ['${TOKEN}', 1, null, true] }] };
    expect(filled(document, ENV)).toEqual({ a: [{ '${TOKEN}': ['s3cret', 1, null, true] }] });
  });

  it.each([
    [{ url: '${NOPE}' }, 'url: the environment variable NOPE is not set'],
    [{ headers: { 'X-Key': 'a${TOKEN' } }, 'headers.X-Key: the placeholder "${TOKEN" is not closed'],
    [{ args: ['ok', '${}'] }, 'args[1]: the placeholder "${}" is empty'],
    [{ a: [{ b: '${A B}' }] }, 'a[0].b: "${A B}" does not name a variable'],
  ])('%j is refused', (document, message) => {
    const lines = fillPlaceholders(document, ENV).problems.map(
      ({ field, problem }) => `${field}: ${problem}`,
    );
    expect(lines).toEqual([message]);
  });

  it('leaves text without placeholders as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('${'));
        expect(filled(text, {})).toBe(text);
      }),
    );
  });

  it('puts in what the variable holds, whatever that is', () => {
    fc.assert(
      fc.property(variables, fc.string(), fc.string(), (name, value, around) => {
        fc.pre(!around.includes('$'));
        const text = `${around}\${${name}}${around}`;
        expect(filled(text, { [name]: value })).toBe(`${around}${value}${around}`);
      }),
    );
  });

  it('gives escaped text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', 'a') }), (text) => {
        expect(filled(escapePlaceholders(text), {})).toBe(text);
      }),
    );
  });
});
