export type Transport = 'streamable_http' | 'sse' | 'stdio';
export type SessionMode = 'stateless' | 'stateful' | 'per_call';
export type UpstreamProtocol = 'auto' | 'legacy' | 'modern';

/** The definition of an upstream MCP server, as in a configuration file. */
export interface ServerDefinition {
  name: string;
  transport: Transport;
  description?: string;
  session_mode?: SessionMode;
  /** Seconds one call may take; the server's setting when absent. */
  timeout_sec?: number;
  /** Which era of MCP the server speaks: found out unless it is given. */
  protocol?: UpstreamProtocol;
  /** streamable_http and sse: http or https, with a host. */
  url?: string;
  /** Sent as `Authorization: Bearer`, unless `headers` holds an `Authorization` of its own. */
  bearer_token?: string;
  headers?: Record<string, string> | null;
  /** stdio: the program, without a shell. */
  command?: string;
  args?: string[] | null;
  env?: Record<string, string> | null;
}

/** What an answer shows instead of a secret; sent back, it stands for the secret that is stored. */
export const SECRET_MASK = '***';

/** From what was last asked of the server: whether it answered; `unknown` before anything was. */
export type ServerHealth = 'unknown' | 'healthy' | 'unhealthy';

/** A registered server; the values of secrets are `***`. */
export interface ServerView {
  name: string;
  transport: Transport;
  enabled: boolean;
  description: string;
  session_mode: SessionMode;
  protocol: UpstreamProtocol;
  /** The revision of MCP that the server spoke when its lists were last read, such as `2025-11-25`. */
  protocol_version: string;
  timeout_sec?: number;
  url?: string;
  bearer_token?: string;
  headers?: Record<string, string>;
  health: ServerHealth;
  tools: number;
  prompts: number;
  resources: number;
  created_at: string;
  /** When its lists were last read. */
  last_discovered_at: string | null;
}

export interface RegisteredServerView {
  server: ServerView;
  /** One sentence for each item of the server that cannot be offered, such as a second tool of one name. */
  warnings: string[];
}
