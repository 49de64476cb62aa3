/** Paths whose bodies stay bytes: the MCP endpoints read and relay them themselves. */
export function isMcpPath(url: string): boolean {
  return /^\/(mcp|sse|message|v0\/(servers|groups)\/[^/?]+\/(mcp|sse|message))(\?|$)/.test(url);
}
