import { readMessage } from '../../wire/read-message.js';
import { encodeHeaderValue } from '../header-value.js';
import { mirroredArgument, paramHeadersOfTool } from '../param-headers.js';
import type { UpstreamRequest } from '../upstream.js';

export type Mirrored = Pick<UpstreamRequest, 'caller' | 'method' | 'body' | 'itemName' | 'tool'>;

/** Methods whose item `Mcp-Name` names. */
const NAMED = new Set([
  ...['tools/call', 'prompts/get', 'resources/read'],
  ...['tasks/get', 'tasks/update', 'tasks/cancel'],
]);

/**
 * What the headers of a request say of its body, so that intermediaries need not read it
 * (2026-07-28, basic/transports/streamable-http, Request headers).
 * @returns names and values in turn
 */
export function requestHeaders({ caller, method, body, itemName, tool }: Mirrored): string[] {
  const headers = ['mcp-protocol-version', caller.protocolVersion, 'mcp-method', method];
  if (itemName !== undefined && NAMED.has(method)) headers.push('mcp-name', encodeHeaderValue(itemName));
  const declared = tool ? paramHeadersOfTool(tool) : [];
  if (declared.length === 0) return headers;
  const request = readMessage(body);
  for (const { header, path } of declared) {
    const value = mirroredArgument(request, path);
    if (value !== undefined) headers.push(header, encodeHeaderValue(String(value)));
  }
  return headers;
}
