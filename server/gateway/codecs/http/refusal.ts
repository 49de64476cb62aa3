import { CallError } from '../../core/call-error.js';

/** Codes that JSON-RPC leaves to implementations; these are the ones that the SDKs use for the same. */
export const TransportCode = { refused: -32000, sessionNotFound: -32001 } as const;

/** What a refusal says beside its status and its message. */
export interface RefusalFields {
  /** `TransportCode.refused` unless given. */
  readonly code?: number;
  /** Goes into the error's `data`. */
  readonly data?: Record<string, unknown>;
}

/** A request that the transport itself refuses, with an HTTP status of its own. */
export class Refusal extends CallError {
  constructor(
    readonly status: number,
    message: string,
    { code = TransportCode.refused, data }: RefusalFields = {},
  ) {
    super(code, message, data);
  }
}
