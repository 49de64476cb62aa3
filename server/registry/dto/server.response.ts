import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  RegisteredServerView,
  ServerHealth,
  ServerView,
  ToggledServerView,
  UpdatedServerView,
} from '../../../api/servers.js';
import type { CatalogServer } from '../catalog.js';
import type { HealthRecord } from '../server-health.js';
import type { ToggledServer } from '../servers.service.js';
import { shownName } from '../shown-name.js';
import { ServerFields } from './server-fields.response.js';

/** How a server is, beside what it is. */
interface Condition {
  health: HealthRecord;
  needsSignIn: boolean;
  openSessions: number;
}

export class ServerResponse extends ServerFields implements ServerView {
  enabled: boolean;
  /**
   * The revision of MCP that it spoke when its lists were last read.
   * @example "2025-11-25"
   */
  protocol_version: string;
  /** @example "***" */
  bearer_token?: string;
  /** @example { "X-Api-Key": "***" } */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  headers?: Record<string, string>;
  /** @example "***" */
  oauth_client_secret?: string;
  /** @example { "API_KEY": "***" } */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  env?: Record<string, string>;
  /**
   * Whether it answered when it was last asked; `unknown` before anything was, `needs sign-in` when what it was
   * granted is gone.
   */
  @ApiProperty({ enum: ['unknown', 'healthy', 'unhealthy', 'needs sign-in'] })
  health: ServerHealth;
  /** Requests that it answered, or failed to, since this process reaches it. */
  calls: number;
  /** Sessions with it, or processes of it, at the moment. */
  open_sessions: number;
  /** @example "2026-11-23T07:00:00.000Z" */
  last_success_at: string | null;
  /**
   * Why it failed when it last did.
   * @example "MCP server \"github\": closed the connection before its answer"
   */
  last_error: string | null;
  /** @example "2026-11-23T07:00:00.000Z" */
  last_error_at: string | null;
  /** How many it provides. */
  tools: number;
  prompts: number;
  resources: number;
  /** @example "2026-11-23T07:00:00.000Z" */
  created_at: string;
  /**
   * When its lists were last read.
   * @example "2026-11-23T07:00:00.000Z"
   */
  last_discovered_at: string | null;

  static from(server: CatalogServer, { health, needsSignIn, openSessions }: Condition): ServerResponse {
    return {
      name: server.name,
      transport: server.transport,
      enabled: server.enabled,
      description: server.description,
      session_mode: server.sessionMode,
      protocol: server.protocol,
      protocol_version: server.protocolVersion,
      ...server.shown,
      health: needsSignIn ? 'needs sign-in' : health.state,
      calls: health.calls,
      open_sessions: openSessions,
      last_success_at: isoTime(health.lastSuccessAtMs),
      last_error: health.lastFailure?.message ?? null,
      last_error_at: isoTime(health.lastFailure?.atMs),
      tools: server.tools.length,
      prompts: server.prompts.length,
      resources: server.resources.length,
      created_at: server.createdAt.toISOString(),
      last_discovered_at: server.lastDiscoveredAt?.toISOString() ?? null,
    };
  }
}

export class RegisteredServerResponse implements RegisteredServerView {
  server: ServerResponse;
  /** One sentence for each item of the server that cannot be offered. */
  warnings: string[];
}

export class UpdatedServerResponse extends ServerResponse implements UpdatedServerView {
  /** One sentence for each item of the server that cannot be offered. */
  warnings: string[];
}

/** What came or went with a server that was enabled or disabled. */
export class ToggledServerResponse implements ToggledServerView {
  name: string;
  /**
   * Canonical names; none when the server was in that state already.
   * @example ["github__search_code"]
   */
  tools_affected: string[];
  prompts_affected: string[];
  /**
   * `<server>__<the upstream's name>`.
   * @example ["docs__readme"]
   */
  resources_affected: string[];

  static from({ name, tools, prompts, resources }: ToggledServer): ToggledServerResponse {
    return {
      name,
      tools_affected: tools.map((tool) => tool.name),
      prompts_affected: prompts.map((prompt) => prompt.name),
      resources_affected: resources.map(shownName),
    };
  }
}

function isoTime(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}
