import { JsonRpcCode } from '../../../wire/wire-error.js';
import { ProtocolCode } from '../../../upstream/protocol-code.js';
import { MODERN_REVISIONS } from '../../../upstream/protocol-revisions.js';
import { Refusal } from '../http/refusal.js';

interface Mismatch {
  readonly header: string | null;
  readonly body: string | number | boolean;
}

/** Headers and body disagree, or a header that mirrors the body is missing. */
export class HeaderMismatchError extends Refusal {
  constructor(message: string, mismatch: Mismatch) {
    super(400, message, { code: ProtocolCode.headerMismatch, data: { mismatch } });
  }
}

/** Tells the client which revisions it may ask for instead. */
export class UnsupportedRevisionError extends Refusal {
  constructor(requested: string) {
    super(400, `Unsupported protocol version: ${requested}`, {
      code: ProtocolCode.unsupportedRevision,
      data: { supported: MODERN_REVISIONS, requested },
    });
  }
}

/** The `_meta` of a request lacks what every request carries. */
export class InvalidEnvelopeError extends Refusal {
  static missing(keys: readonly string[]): InvalidEnvelopeError {
    return new InvalidEnvelopeError(`the request lacks ${keys.join(', ')}`, { missing: keys });
  }

  static wrongType(key: string, expected: string): InvalidEnvelopeError {
    return new InvalidEnvelopeError(`"${key}" must be ${expected}`, { key });
  }

  private constructor(message: string, envelope: Record<string, unknown>) {
    super(400, `Invalid request metadata: ${message}`, {
      code: JsonRpcCode.invalidParams,
      data: { envelope },
    });
  }
}
