import { randomBytes } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { KEY_BYTES, SecretKey } from './secret-keys.js';

/** The key file is unusable: one line that names it and says what to do. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

const WRITE_TIMEOUT_MS = 2_000;
const RETRY_MS = 20;

/** Reads the key in a file; where there is none, a random one is made and kept there, readable by its owner alone. */
export async function loadKeyFile(path: string): Promise<{ key: SecretKey; created: boolean }> {
  const created = await createKeyFile(path);
  const bytes = Buffer.from(await readWhenWritten(path), 'base64');
  if (bytes.length !== KEY_BYTES) {
    throw new KeyFileError(
      `the key file "${path}" does not hold 32 bytes in base64; put the right one back, or set SECRET_KEY`,
    );
  }
  return { key: new SecretKey(bytes), created };
}

/** @returns false when there is one: exactly one of several processes that start at once makes it */
async function createKeyFile(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
      await file.sync();
    } catch (error) {
      await rm(path, { force: true }); // half a key would stop every later start
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    const remedy = code === 'ENOSPC' ? 'free some space on its disk' : 'make its folder writable';
    throw new KeyFileError(
      `the key file "${path}" cannot be written (${code}); ${remedy}, or set SECRET_KEY`,
    );
  }
}

/** Another process may have made the file and not have written it yet. */
async function readWhenWritten(path: string): Promise<string> {
  const deadlineMs = Date.now() + WRITE_TIMEOUT_MS;
  for (;;) {
    const text = await readKey(path);
    if (text !== '' || Date.now() > deadlineMs) return text;
    await sleep(RETRY_MS);
  }
}

async function readKey(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeyFileError(
      `the key file "${path}" cannot be read (${code}); make it readable, or set SECRET_KEY`,
    );
  }
}
