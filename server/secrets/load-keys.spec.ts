import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyFileError } from './key-file.js';
import { loadSecretKeys } from './load-keys.js';

let folder: string;
let keyFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcpjungle-keys-'));
  keyFile = join(folder, 'test.db.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

const base64 = () => randomBytes(32).toString('base64');

describe('SECRET_KEY', () => {
  it('is the key, and no file is made', async () => {
    const secretKey = base64();
    const [one, other] = [await loadSecretKeys({ secretKey, keyFile }), await loadSecretKeys({ secretKey })];
    expect(one.current.id).toBe(other.current.id);
    expect(() => statSync(keyFile)).toThrow('ENOENT');
  });

  it('comes before the previous key', async () => {
    const [secretKey, previousKey] = [base64(), base64()];
    const keys = await loadSecretKeys({ secretKey, previousKey });
    const [current, previous] = keys.all;
    expect(current!.id).toBe((await loadSecretKeys({ secretKey })).current.id);
    expect(previous!.id).toBe((await loadSecretKeys({ secretKey: previousKey })).current.id);
  });

  it('is not in what prints the keys', async () => {
    const secretKey = base64();
    const keys = await loadSecretKeys({ secretKey });
    keys.current.derive('anything');
    const shown = inspect(keys, { depth: 9, showHidden: true }) + JSON.stringify(keys);
    expect(shown).not.toContain(secretKey);
    expect(shown).not.toContain('Buffer');
  });
});

describe('the key file', () => {
  it('is made for its owner alone, and read from then on', async () => {
    const made = await loadSecretKeys({ keyFile });
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(made.createdFile).toBe(keyFile);
    const read = await loadSecretKeys({ keyFile });
    expect(read.current.id).toBe(made.current.id);
    expect(read.createdFile).toBeUndefined();
  });

  it('is made once, however many ask for it at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => loadSecretKeys({ keyFile })));
    expect(new Set(all.map(({ current }) => current.id)).size).toBe(1);
    expect(all.filter(({ createdFile }) => createdFile !== undefined)).toHaveLength(1);
  });

  it('is waited for while another process writes it', async () => {
    writeFileSync(keyFile, '');
    const loading = loadSecretKeys({ keyFile });
    await sleep(50);
    const written = base64();
    writeFileSync(keyFile, written);
    expect((await loading).current.id).toBe((await loadSecretKeys({ secretKey: written })).current.id);
  });

  it.each([
    ['holds something else', () => writeFileSync(keyFile, 'not a key'), 'does not hold 32 bytes in base64'],
    ['is a folder', () => mkdirSync(keyFile), 'cannot be read (EISDIR)'],
    ['has no folder', () => rmSync(folder, { recursive: true }), 'cannot be written (ENOENT)'],
  ])('is refused when it %s', async (_, spoil, reason) => {
    spoil();
    const loading = loadSecretKeys({ keyFile });
    await expect(loading).rejects.toThrow(KeyFileError);
    await expect(loading).rejects.toThrow(`the key file "${keyFile}" ${reason}`);
    mkdirSync(folder, { recursive: true });
  });

  it('keeps what it held when it is refused', async () => {
    writeFileSync(keyFile, 'not a key');
    await loadSecretKeys({ keyFile }).catch(() => undefined);
    expect(readFileSync(keyFile, 'utf8')).toBe('not a key');
  });
});
