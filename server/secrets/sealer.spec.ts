import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Sealer, UnsealError } from './sealer.js';
import { SecretKey, SecretKeys } from './secret-keys.js';

const old = new SecretKey(randomBytes(32));
const current = new SecretKey(randomBytes(32));
const sealer = new Sealer(new SecretKeys({ current, previous: old }));
const before = new Sealer(new SecretKeys({ current: old }));
const purpose = { label: 'upstream', context: 'mcp_servers:github' };

describe('a sealed text', () => {
  it('opens to what it was, and does not show it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (text, label, context) => {
        const sealed = sealer.seal(text, { label, context });
        expect(sealer.open(sealed, { label, context })).toBe(text);
        expect(sealed).toMatch(/^v1\.[\w-]{8}\.[\w-]+$/);
        if (text.length > 8) expect(sealed).not.toContain(text);
      }),
    );
  });

  it('is another one every time', () => {
    expect(sealer.seal('x', purpose)).not.toBe(sealer.seal('x', purpose));
  });

  it('opens for its own use and place only', () => {
    const sealed = sealer.seal('x', purpose);
    expect(() => sealer.open(sealed, { ...purpose, label: 'session' })).toThrow(UnsealError);
    expect(() => sealer.open(sealed, { ...purpose, context: 'mcp_servers:gitlab' })).toThrow(UnsealError);
  });

  it('does not open once a character of it is another', () => {
    const sealed = sealer.seal('a secret', purpose);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...'Aa0-_.~'), (at, character) => {
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
        fc.pre(Buffer.from(changed, 'base64url').compare(Buffer.from(sealed, 'base64url')) !== 0);
        expect(() => sealer.open(changed, purpose)).toThrow(UnsealError);
      }),
    );
  });

  it('is told from any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => sealer.open(text, purpose)).toThrow(UnsealError);
        expect(() => sealer.open(`v1.${current.id}.${text}`, purpose)).toThrow(UnsealError);
      }),
    );
  });
});

describe('a change of keys', () => {
  it('leaves open what the previous key sealed, and seals with the current one', () => {
    expect(sealer.open(before.seal('x', purpose), purpose)).toBe('x');
    const after = new Sealer(new SecretKeys({ current }));
    expect(after.open(sealer.seal('x', purpose), purpose)).toBe('x');
  });

  it('leaves closed what a third key sealed', () => {
    const stranger = new Sealer(new SecretKeys({ current: new SecretKey(randomBytes(32)) }));
    expect(() => sealer.open(stranger.seal('x', purpose), purpose)).toThrow(
      'sealed with another SECRET_KEY (mcp_servers:github)',
    );
  });
});

describe('deriveKey', () => {
  it('gives every use a key of its own', () => {
    expect(sealer.deriveKey('sessions')).toHaveLength(32);
    expect(sealer.deriveKey('sessions')).toEqual(sealer.deriveKey('sessions'));
    expect(sealer.deriveKey('sessions')).not.toEqual(sealer.deriveKey('other'));
    expect(sealer.deriveKey('sessions')).not.toEqual(before.deriveKey('sessions'));
  });
});
