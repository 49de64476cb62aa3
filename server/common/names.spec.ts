import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SERVER_NAME } from '../../api/limits.js';
import { canonicalName, fullName, splitName } from './names.js';

const serverName = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/)
  .filter((name) => SERVER_NAME.pattern.test(name));
const itemName = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,80}$/),
);

describe('canonicalName', () => {
  it.each([
    ['github', 'git_commit', 'github__git_commit'],
    ['a', '_x', 'a___x'],
    ['s', 'x'.repeat(61), `s__${'x'.repeat(61)}`],
  ])('leaves %s and %s as they are', (server, original, expected) => {
    expect(canonicalName(server, original)).toBe(expected);
  });

  // Pinned: agents and grants hold these names, so they may never come out otherwise.
  it.each([
    ['github', 'repo.read', 'github__repo_read_c11979ff'],
    ['s', 'grüße/日本 🙂', 's__gr__e______c7b822c6'],
    ['s', 'x'.repeat(62), `s__${'x'.repeat(52)}_382c910f`],
  ])('makes %s and %s safe', (server, original, expected) => {
    expect(canonicalName(server, original)).toBe(expected);
  });

  it('is safe for every client, keeps its server and is the same each time', () => {
    fc.assert(
      fc.property(serverName, itemName, (server, original) => {
        const name = canonicalName(server, original);
        expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        expect(splitName(name)?.server).toBe(server);
        expect(canonicalName(server, original)).toBe(name);
      }),
    );
  });

  it('tells apart what differs only in what had to change', () => {
    fc.assert(
      fc.property(serverName, itemName, itemName, (server, one, other) => {
        fc.pre(hash(fullName(server, one)) !== hash(fullName(server, other)));
        const [a, b] = [canonicalName(server, one), canonicalName(server, other)];
        // Only an upstream that names a tool after another's hash can make two meet, and only its own.
        if (a !== one && b !== other && a !== fullName(server, one) && b !== fullName(server, other)) {
          expect(a).not.toBe(b);
        }
      }),
    );
  });
});

describe('splitName', () => {
  it('splits at the first separator', () => {
    expect(splitName('a__b__c')).toEqual({ server: 'a', item: 'b__c' });
    expect(splitName('a___b')).toEqual({ server: 'a', item: '_b' });
  });

  it('gives back what was joined', () => {
    fc.assert(
      fc.property(serverName, itemName, (server, item) => {
        expect(splitName(fullName(server, item))).toEqual({ server, item });
      }),
    );
  });

  it('refuses what names no server', () => {
    expect(splitName('tool')).toBeUndefined();
    expect(splitName('__tool')).toBeUndefined();
    expect(splitName('')).toBeUndefined();
  });
});

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
