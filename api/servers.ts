export const TRANSPORTS = ['streamable_http', 'stdio', 'sse'] as const;
export type Transport = (typeof TRANSPORTS)[number];
export const SESSION_MODES = ['stateless', 'stateful', 'per_call'] as const;
export type SessionMode = (typeof SESSION_MODES)[number];
export const PROTOCOLS = ['auto', 'legacy', 'modern'] as const;
export type UpstreamProtocol = (typeof PROTOCOLS)[number];
export const UPSTREAM_AUTHS = ['shared', 'per_user'] as const;
export type UpstreamAuth = (typeof UPSTREAM_AUTHS)[number];

/** Whether the audit log holds the arguments of calls, and of which fields only that they were there. */
export type AuditArguments = boolean | { redact: string[] };

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
  /** Whose account calls there use: one for all, or everyone their own. */
  auth?: UpstreamAuth;
  /** The audit log never holds arguments unless this says so. */
  audit_arguments?: AuditArguments;
  /** streamable_http and sse: http or https, with a host. */
  url?: string;
  /** Sent as `Authorization: Bearer`, unless `headers` holds an `Authorization` of its own. */
  bearer_token?: string;
  headers?: Record<string, string> | null;
  /** Where the authorization server sends the browser back to. */
  oauth_redirect_uri?: string;
  /** Of a client that was registered at the authorization server by hand. */
  oauth_client_id?: string;
  oauth_client_secret?: string;
  /** What is asked for; else what the upstream says it takes. */
  oauth_scopes?: string[] | null;
  /** Certificates in PEM, a file where the gateway runs: they are trusted instead of the usual ones. */
  tls_ca_file?: string;
  /** Any certificate will do: for trying things out. */
  tls_insecure_skip_verify?: boolean;
  /** stdio: the program, without a shell. */
  command?: string;
  args?: string[] | null;
  env?: Record<string, string> | null;
  /** stdio: the folder it runs in; the gateway's own when absent. */
  cwd?: string;
}

/** What an answer shows instead of a secret; sent back, it stands for the secret that is stored. */
export const SECRET_MASK = '***';

/**
 * From what was last asked of the server: whether it answered; `unknown` before anything was. `needs sign-in`:
 * what it was granted is gone, and `mcpjungle login-upstream` brings it back.
 */
export type ServerHealth = 'unknown' | 'healthy' | 'unhealthy' | 'needs sign-in';

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
  auth?: UpstreamAuth;
  audit_arguments?: AuditArguments;
  url?: string;
  bearer_token?: string;
  headers?: Record<string, string>;
  oauth_redirect_uri?: string;
  oauth_client_id?: string;
  oauth_client_secret?: string;
  oauth_scopes?: string[];
  tls_ca_file?: string;
  tls_insecure_skip_verify?: boolean;
  command?: string;
  args?: string[];
  env?: Record<string, string>;
  cwd?: string;
  health: ServerHealth;
  /** Requests that it answered, or failed to, since this process reaches it. */
  calls: number;
  /** Sessions with it, or processes of it, at the moment. */
  open_sessions: number;
  last_success_at: string | null;
  /** Why it failed when it last did. */
  last_error: string | null;
  last_error_at: string | null;
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

/** Where somebody is to sign in, and until when; the gateway then does what it was asked for. */
export interface BegunSignInView {
  session_id: string;
  authorization_url: string;
  expires_at: string;
}

/** The answer, with the status 202, when somebody has to sign in at the upstream first. */
export interface AuthorizationRequiredView {
  authorization_required: BegunSignInView;
}

/** What has become of a sign-in that was begun. */
export interface SignInStatusView {
  /** By name; registered once the sign-in is completed. */
  server: string;
  status: 'pending' | 'completed' | 'failed';
  /** Why it failed; null as long as it did not. */
  error: string | null;
  expires_at: string;
}

export interface CompleteSignInRequest {
  code: string;
  state: string;
  /** As the browser brought it; empty when it did not. Clients that know nothing of it leave it out. */
  iss?: string;
}

export interface AuthorizeServerRequest {
  /** Where the browser comes back to: the gateway itself unless it is given. */
  oauth_redirect_uri?: string;
}

/** One's own secret at a server where everyone has an account: one of the two. */
export interface OwnCredentialRequest {
  bearer_token?: string;
  headers?: Record<string, string> | null;
}

export interface UpdatedServerView extends ServerView {
  /** As of {@link RegisteredServerView}. */
  warnings: string[];
}

/** What came or went with a server that was enabled or disabled: none of it when it was in that state already. */
export interface ToggledServerView {
  name: string;
  /** Canonical names. */
  tools_affected: string[];
  prompts_affected: string[];
  /** `<server>__<the upstream's name>`, as `POST /resources/enable` names them. */
  resources_affected: string[];
}

/** Names of items: canonical, or of what has a URI its `mcpj://` form. */
export interface ItemChangesView {
  added: string[];
  /** Their definitions differ; that keys are in another order is no change. */
  changed: string[];
  removed: string[];
}

/** How what a server offers differs from when its lists were last read. */
export interface RefreshedServerView {
  tools: ItemChangesView;
  prompts: ItemChangesView;
  resources: ItemChangesView;
  resource_templates: ItemChangesView;
}
