import { loadKeyFile } from './key-file.js';
import { SecretKey, SecretKeys } from './secret-keys.js';

export interface KeySource {
  /** SECRET_KEY: base64 of 32 bytes. */
  secretKey?: string;
  /** SECRET_KEY_PREVIOUS: likewise. */
  previousKey?: string;
  /** Where the key is kept when `secretKey` is absent. */
  keyFile?: string;
}

/** @throws KeyFileError when the key is in a file and cannot be had from there */
export async function loadSecretKeys({ secretKey, previousKey, keyFile }: KeySource): Promise<SecretKeys> {
  const previous = previousKey === undefined ? undefined : parse(previousKey);
  if (secretKey !== undefined) return new SecretKeys({ current: parse(secretKey), previous });
  if (keyFile === undefined) throw new TypeError('neither a secret key nor a place to keep one');
  const { key, created } = await loadKeyFile(keyFile);
  return new SecretKeys({ current: key, previous, createdFile: created ? keyFile : undefined });
}

function parse(base64: string): SecretKey {
  return new SecretKey(Buffer.from(base64, 'base64'));
}
