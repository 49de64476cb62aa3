/** Asked when connecting, or when what an upstream offers is read. */
const WHEN_CONNECTING = /^(initialize|server\/discover|[a-z]+(\/templates)?\/list)$/;

/** Which setting gives an upstream more time for a request, for the end of a sentence. */
export function hintOf(method: string): string {
  return WHEN_CONNECTING.test(method)
    ? ' (MCP_SERVER_INIT_REQ_TIMEOUT_SEC)'
    : ' (timeout_sec of its definition, or TOOL_CALL_TIMEOUT_SEC)';
}
