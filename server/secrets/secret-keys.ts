import { hkdfSync } from 'node:crypto';

/** Bytes in a secret key. */
export const KEY_BYTES = 32;

/** One secret key, and what is derived from it. */
export class SecretKey {
  /** Tells this key from another without telling anything about it. */
  readonly id: string;
  readonly #bytes: Buffer;
  /** By label; there are only a few. */
  readonly #derived = new Map<string, Buffer>();

  constructor(bytes: Buffer) {
    if (bytes.length !== KEY_BYTES) throw new RangeError(`a secret key has ${KEY_BYTES} bytes`);
    this.#bytes = bytes;
    this.id = this.derive('key-id').subarray(0, 6).toString('base64url');
  }

  /** @returns 32 bytes that belong to this use alone (HKDF-SHA-256, RFC 5869) */
  derive(label: string): Buffer {
    const known = this.#derived.get(label);
    if (known) return known;
    const info = `mcpjungle:${label}`;
    const key = Buffer.from(hkdfSync('sha256', this.#bytes, Buffer.alloc(0), info, KEY_BYTES));
    this.#derived.set(label, key);
    return key;
  }
}

/** The key in use, and the one before it while a change of keys is going on. */
export class SecretKeys {
  readonly current: SecretKey;
  readonly previous: SecretKey | undefined;
  /** The file that this process made and keeps a fresh key in. */
  readonly createdFile: string | undefined;

  constructor(keys: { current: SecretKey; previous?: SecretKey; createdFile?: string }) {
    this.current = keys.current;
    this.previous = keys.previous;
    this.createdFile = keys.createdFile;
  }

  /** The current one first. */
  get all(): SecretKey[] {
    return this.previous ? [this.current, this.previous] : [this.current];
  }
}
