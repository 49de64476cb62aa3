import { CallError } from '../../core/call-error.js';

/** Codes that JSON-RPC leaves to implementations; these are the ones that the SDKs use for the same. */
export const TransportCode = { refused: -32000, sessionNotFound: -32001 } as const;

/** A request that the transport itself refuses, with an HTTP status of its own. */
export class Refusal extends CallError {
  constructor(
    readonly status: number,
    message: string,
    code: number = TransportCode.refused,
  ) {
    super(code, message);
  }
}
