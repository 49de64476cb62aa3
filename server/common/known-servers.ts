/** Tells whether an MCP server is registered, to modules that stand below the registry. */
export abstract class KnownServers {
  abstract has(name: string): boolean;
}
