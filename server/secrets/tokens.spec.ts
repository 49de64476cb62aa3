import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SecretKey, SecretKeys } from './secret-keys.js';
import { type TokenKind, Tokens } from './tokens.js';

const old = new SecretKey(randomBytes(32));
const current = new SecretKey(randomBytes(32));
const tokens = new Tokens(new SecretKeys({ current, previous: old }));

describe('generate', () => {
  it.each<[TokenKind, RegExp]>([
    ['client', /^mcpj_c_[A-Za-z0-9_-]{43}$/],
    ['user', /^mcpj_u_[A-Za-z0-9_-]{43}$/],
    ['admin', /^mcpj_a_[A-Za-z0-9_-]{43}$/],
  ])('makes tokens of a %s that secret scanners know', (kind, pattern) => {
    expect(tokens.generate(kind)).toMatch(pattern);
    expect(tokens.generate(kind)).not.toBe(tokens.generate(kind));
  });
});

describe('hash', () => {
  it('depends on the key, the whole token and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(tokens.hash(one)).toMatch(/^[0-9a-f]{64}$/);
        expect(tokens.hash(one) === tokens.hash(other)).toBe(one === other);
        expect(new Tokens(new SecretKeys({ current })).hash(one)).toBe(tokens.hash(one));
        expect(new Tokens(new SecretKeys({ current: old })).hash(one)).not.toBe(tokens.hash(one));
      }),
    );
  });

  it('also gives the hash under the previous key, second', () => {
    const before = new Tokens(new SecretKeys({ current: old }));
    expect(tokens.hashes('t')).toEqual([tokens.hash('t'), before.hash('t')]);
    expect(before.hashes('t')).toEqual([before.hash('t')]);
  });
});

describe('prefix', () => {
  it('shows 4 characters of a generated token, and 2 of a custom one', () => {
    expect(tokens.prefix('mcpj_c_abcdefgh', true)).toBe('mcpj_c_abcd');
    expect(tokens.prefix('my-own-token', false)).toBe('my');
  });
});
