/** The keys of `_meta` that say what the modern era has no session for (2026-07-28, basic, Per-request metadata). */
export const ENVELOPE = {
  revision: 'io.modelcontextprotocol/protocolVersion',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  logLevel: 'io.modelcontextprotocol/logLevel',
} as const;
