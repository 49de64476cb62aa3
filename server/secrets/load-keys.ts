import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { KEY_BYTES, SecretKey, SecretKeys } from './secret-keys.js';

export interface KeySource {
  /** SECRET_KEY: base64 of 32 bytes. */
  secretKey?: string;
  /** SECRET_KEY_PREVIOUS: likewise. */
  previousKey?: string;
  /** Where the key is kept when `secretKey` is absent; made with a random key when it is not there. */
  keyFile?: string;
}

/** @throws Error with one line that says which key is unusable */
export function loadSecretKeys({ secretKey, previousKey, keyFile }: KeySource): SecretKeys {
  const current = secretKey ?? (keyFile === undefined ? undefined : readKeyFile(keyFile));
  if (current === undefined) throw new Error('SECRET_KEY is required');
  return new SecretKeys(
    new SecretKey(Buffer.from(current, 'base64')),
    previousKey === undefined ? undefined : new SecretKey(Buffer.from(previousKey, 'base64')),
  );
}

function readKeyFile(path: string): string {
  try {
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}
