import { hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** Bytes in a secret key. */
export const KEY_BYTES = 32;

/** One secret key, and everything that is derived from it. */
export class SecretKey {
  /** Tells this key from another without telling anything about it. */
  readonly id: string;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    if (bytes.length !== KEY_BYTES) throw new RangeError(`a secret key has ${KEY_BYTES} bytes`);
    this.#bytes = bytes;
    this.id = this.derive('key-id').subarray(0, 6).toString('base64url');
  }

  /** @returns 32 bytes that belong to this use alone (HKDF-SHA-256, RFC 5869) */
  derive(label: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#bytes, Buffer.alloc(0), `mcpjungle:${label}`, KEY_BYTES));
  }
}

/** The key in use, and the one before it while a rotation is going on. */
@Injectable()
export class SecretKeys {
  constructor(
    readonly current: SecretKey,
    readonly previous?: SecretKey,
  ) {}

  /** The current one first. */
  get all(): SecretKey[] {
    return this.previous ? [this.current, this.previous] : [this.current];
  }
}
