/** `denied`: refused; `input_required`: the client was asked something before the call goes on. */
export const OUTCOMES = ['success', 'error', 'denied', 'cancelled', 'input_required'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const ACTOR_KINDS = ['user', 'client', 'anonymous', 'system'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** One line of the audit log. */
export interface AuditEventView {
  id: number;
  /** When it ended. */
  time: string;
  /** `system` is the server itself, `anonymous` whoever did not say who they are. */
  actor_kind: ActorKind;
  actor: string;
  /** A method of MCP such as `tools/call`, or what was administered such as `server.update`. */
  action: string;
  /** What it was done to, or what was asked for. */
  target: string | null;
  server: string | null;
  /** The canonical name of a tool or prompt, or a URI. */
  tool: string | null;
  outcome: Outcome;
  duration_ms: number | null;
  /** Why it failed, or was refused. */
  error_code: string | null;
  /** Of changes: before and after, without secrets. */
  details: Record<string, unknown> | null;
  request_id: string | null;
  trace_id: string | null;
  /** The process that wrote it. */
  replica: string;
}

export interface AuditPageView {
  /** The newest first. */
  items: AuditEventView[];
  /** Where the next page begins; null: there is none. */
  next_cursor: string | null;
}

export interface AuditQuery {
  /** An ISO time, or how long ago, such as `24h`. */
  since?: string;
  until?: string;
  actor?: string;
  server?: string;
  tool?: string;
  outcome?: Outcome;
  cursor?: string;
  limit?: number;
}

/** The most that one page of the audit log holds, and what it holds when nothing is said. */
export const MAX_AUDIT_PAGE = 1000;
export const AUDIT_PAGE = 100;
