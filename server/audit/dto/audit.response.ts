import { ApiProperty } from '@nestjs/swagger';
import type { ActorKind, AuditEventView, AuditPageView, Outcome } from '../../../api/audit.js';
import type { AuditEvent } from '../audit-event.entity.js';

/** One line of the audit log. */
export class AuditEventResponse implements AuditEventView {
  id: number;
  /** When it ended. */
  @ApiProperty({ format: 'date-time' })
  time: string;
  /** `system` is the server itself, `anonymous` whoever did not say who they are. */
  @ApiProperty({ enum: ['user', 'client', 'anonymous', 'system'] })
  actor_kind: ActorKind;
  /** @example "claude-desktop" */
  actor: string;
  /**
   * A method of MCP such as `tools/call`, or what was administered such as `server.update`.
   * @example "tools/call"
   */
  action: string;
  /**
   * What it was done to, or what was asked for where that is not the item's name.
   * @example "MCP client claude-desktop"
   */
  target: string | null;
  /** @example "github" */
  server: string | null;
  /**
   * The canonical name of a tool or prompt, or a URI.
   * @example "github__search_code"
   */
  tool: string | null;
  /** `denied`: refused; `input_required`: the client was asked something before the call goes on. */
  @ApiProperty({ enum: ['success', 'error', 'denied', 'cancelled', 'input_required'] })
  outcome: Outcome;
  /** @example 12.5 */
  duration_ms: number | null;
  /**
   * Why it failed, or was refused: `tool_error` for a result that says so of itself, `forbidden` and `not_found`
   * for items that the caller may not reach or that do not exist, a code of this API, or one of JSON-RPC.
   * @example "upstream_timeout"
   */
  error_code: string | null;
  /**
   * Of changes: what differs, before and after, without secrets. Of calls to a server with `audit_arguments`: the
   * arguments.
   * @example { "before": { "enabled": true }, "after": { "enabled": false } }
   */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  details: Record<string, unknown> | null;
  /** As in the log, and in `X-Request-Id`. */
  request_id: string | null;
  /** @example "0af7651916cd43dd8448eb211c80319c" */
  trace_id: string | null;
  /**
   * The process that wrote it.
   * @example "gateway-1:9f0c2a77d1"
   */
  replica: string;

  static from(event: AuditEvent): AuditEventResponse {
    return {
      id: event.id,
      time: new Date(event.timeMs).toISOString(),
      actor_kind: event.actorKind as ActorKind,
      actor: event.actor,
      action: event.action,
      target: event.target,
      server: event.server,
      tool: event.tool,
      outcome: event.outcome as Outcome,
      duration_ms: event.durationUs === null ? null : event.durationUs / 1000,
      error_code: event.errorCode,
      details: event.details === null ? null : (JSON.parse(event.details) as Record<string, unknown>),
      request_id: event.requestId,
      trace_id: event.traceId,
      replica: event.replica,
    };
  }
}

export class AuditPageResponse implements AuditPageView {
  /** The newest first. */
  items: AuditEventResponse[];
  /** Where the next page begins; null: there is none. */
  next_cursor: string | null;
}
