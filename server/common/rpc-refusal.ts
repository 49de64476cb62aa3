import type { ErrorBody } from '../../api/errors.js';

/** What JSON-RPC leaves to implementations; the SDKs use it for refusals of the transport. */
const REFUSED = -32000;

/** A refusal in the words of JSON-RPC, for the MCP endpoints; which request it was is not known yet. */
export function rpcRefusal({ error, ...data }: ErrorBody): object {
  return { jsonrpc: '2.0', id: null, error: { code: REFUSED, message: error, data } };
}
