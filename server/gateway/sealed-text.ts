import { type SealPurpose, type Sealer, UnsealError } from '../secrets/sealer.js';

/**
 * Opens what a client brings back.
 * @returns undefined when it was not sealed here, for this purpose, or was changed since
 */
export function openSealed(sealer: Sealer, text: string, purpose: SealPurpose): string | undefined {
  if (!isCanonical(text)) return undefined;
  try {
    return sealer.open(text, purpose);
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}

/** base64url has spare bits: one text must not have two spellings, or ending one would leave the other. */
function isCanonical(text: string): boolean {
  const payload = text.slice(text.lastIndexOf('.') + 1);
  return Buffer.from(payload, 'base64url').toString('base64url') === payload;
}
