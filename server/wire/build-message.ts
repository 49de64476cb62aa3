/** What a JSON-RPC error says. */
export interface ErrorFields {
  /** The id of the request as JSON text; `null` when it could not be read. */
  readonly id: string | undefined;
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export function errorResponse({ id, code, message, data }: ErrorFields): Buffer {
  return Buffer.from(
    `{"jsonrpc":"2.0","id":${id ?? 'null'},"error":${JSON.stringify({ code, message, data })}}`,
  );
}

/** @param result JSON text */
export function resultResponse(id: string, result: string): Buffer {
  return Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":${result}}`);
}

/** @param params JSON text */
export function notification(method: string, params?: string): Buffer {
  return Buffer.from(`{"jsonrpc":"2.0","method":${JSON.stringify(method)}${paramsMember(params)}}`);
}

/** @param params JSON text */
export function request(id: string, method: string, params?: string): Buffer {
  return Buffer.from(
    `{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)}${paramsMember(params)}}`,
  );
}

function paramsMember(params: string | undefined): string {
  return params === undefined ? '' : `,"params":${params}`;
}
