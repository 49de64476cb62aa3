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
  url?: string;
  /** Sent as `Authorization: Bearer`, unless `headers` holds an `Authorization` of its own. */
  bearer_token?: string;
  headers?: Record<string, string> | null;
}

export type ServerHealth = 'unknown' | 'healthy' | 'unhealthy';

/** A registered server; secrets are shown as `***`. */
export interface ServerView {
  name: string;
  transport: Transport;
  enabled: boolean;
  description: string;
  session_mode: SessionMode;
  timeout_sec?: number;
  url?: string;
  bearer_token?: string;
  headers?: Record<string, string>;
  health: ServerHealth;
  tools: number;
  prompts: number;
  resources: number;
}

export interface RegisteredServerView {
  server: ServerView;
}
