import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type SecretKey, SecretKeys } from './secret-keys.js';

/** What a sealed text is for and where it belongs; it opens only with the same. */
export interface SealPurpose {
  /** The use: every label has a key of its own. */
  label: string;
  /** The place, for example `mcp_servers:github`: a sealed text moved elsewhere does not open. */
  context: string;
}

/** A sealed text was changed, moved, or sealed with a key that is not here. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/**
 * Encrypts what must be kept and read again (AES-256-GCM). A sealed text is `v1.<key id>.<base64url>`, the
 * last part being nonce, tag and cipher text.
 */
@Injectable()
export class Sealer {
  constructor(private readonly keys: SecretKeys) {}

  seal(text: string, { label, context }: SealPurpose): string {
    const key = this.keys.current;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.derive(`seal:${label}`), nonce);
    cipher.setAAD(Buffer.from(context));
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const payload = Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
    return [VERSION, key.id, payload.toString('base64url')].join('.');
  }

  /** @throws UnsealError: it says nothing of the contents */
  open(sealed: string, purpose: SealPurpose): string {
    const [version, keyId, payload, ...rest] = sealed.split('.');
    if (version !== VERSION || keyId === undefined || payload === undefined || rest.length > 0) {
      throw new UnsealError(`not a sealed text (${purpose.context})`);
    }
    const key = this.keys.all.find(({ id }) => id === keyId);
    if (!key) throw new UnsealError(`sealed with another SECRET_KEY (${purpose.context})`);
    return decrypt(Buffer.from(payload, 'base64url'), key, purpose);
  }

  /** @returns 32 bytes of the current key that belong to this use alone */
  deriveKey(label: string): Buffer {
    return this.keys.current.derive(label);
  }
}

function decrypt(payload: Buffer, key: SecretKey, { label, context }: SealPurpose): string {
  try {
    const decipher = createDecipheriv(
      ALGORITHM,
      key.derive(`seal:${label}`),
      payload.subarray(0, NONCE_BYTES),
      {
        authTagLength: TAG_BYTES,
      },
    );
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(payload.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const encrypted = payload.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString('utf8');
  } catch {
    throw new UnsealError(`a sealed text was changed or moved (${context})`);
  }
}
