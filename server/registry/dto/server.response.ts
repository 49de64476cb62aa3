import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  RegisteredServerView,
  ServerHealth,
  ServerView,
  SessionMode,
  Transport,
  UpstreamProtocol,
} from '../../../api/servers.js';
import type { CatalogServer } from '../catalog.js';

export class ServerResponse implements ServerView {
  /** @example "github" */
  name: string;
  @ApiProperty({ enum: ['streamable_http', 'sse', 'stdio'] })
  transport: Transport;
  enabled: boolean;
  /** @example "Repositories, issues and pull requests" */
  description: string;
  @ApiProperty({ enum: ['stateless', 'stateful', 'per_call'] })
  session_mode: SessionMode;
  /** `auto`: which era of MCP it speaks was found out. */
  @ApiProperty({ enum: ['auto', 'legacy', 'modern'] })
  protocol: UpstreamProtocol;
  /**
   * The revision of MCP that it spoke when its lists were last read.
   * @example "2025-11-25"
   */
  protocol_version: string;
  timeout_sec?: number;
  /** @example "https://api.example.com/mcp" */
  url?: string;
  /** @example "***" */
  bearer_token?: string;
  /** @example { "X-Api-Key": "***" } */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  headers?: Record<string, string>;
  /** Whether it answered when it was last asked; `unknown` before anything was. */
  @ApiProperty({ enum: ['unknown', 'healthy', 'unhealthy'] })
  health: ServerHealth;
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

  static from(server: CatalogServer, health: ServerHealth): ServerResponse {
    return {
      name: server.name,
      transport: server.transport,
      enabled: server.enabled,
      description: server.description,
      session_mode: server.sessionMode,
      protocol: server.protocol,
      protocol_version: server.protocolVersion,
      ...server.shown,
      health,
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
