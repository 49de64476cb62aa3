/** The error codes of JSON-RPC 2.0 (section 5.1) and those that MCP adds to them. */
export const JsonRpcCode = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
} as const;

/** Bytes that are no JSON, or JSON that is no JSON-RPC message. Never quotes what it read. */
export class WireError extends Error {
  constructor(
    message: string,
    readonly code: typeof JsonRpcCode.parseError | typeof JsonRpcCode.invalidRequest = JsonRpcCode.parseError,
  ) {
    super(message);
    this.name = 'WireError';
  }
}
