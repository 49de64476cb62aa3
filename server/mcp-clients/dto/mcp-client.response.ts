import { ApiProperty } from '@nestjs/swagger';
import type { CreatedMcpClientView, McpClientView } from '../../../api/identities.js';
import { allowListOf } from '../mcp-client-identity.js';
import type { McpClient } from '../mcp-client.entity.js';
import type { CreatedMcpClient } from '../mcp-clients.service.js';

export class McpClientResponse implements McpClientView {
  /** @example "claude-desktop" */
  name: string;
  /** @example "Claude Desktop on the laptop of Alice" */
  description: string;
  /**
   * The servers it may reach; `*` stands for all of them.
   * @example ["github", "jira"]
   */
  allow_list: string[];
  /**
   * The clear beginning of the token, to tell tokens apart.
   * @example "mcpj_c_x7Fq"
   */
  token_prefix: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  /** Null: the token does not expire. */
  @ApiProperty({ format: 'date-time' })
  expires_at: string | null;
  /** To the minute; null: never used. */
  @ApiProperty({ format: 'date-time' })
  last_used_at: string | null;

  static from(client: McpClient): McpClientResponse {
    return {
      name: client.name,
      description: client.description,
      allow_list: allowListOf(client),
      token_prefix: client.tokenPrefix,
      created_at: client.createdAt.toISOString(),
      expires_at: client.expiresAt?.toISOString() ?? null,
      last_used_at: client.lastUsedAt?.toISOString() ?? null,
    };
  }
}

export class CreatedMcpClientResponse extends McpClientResponse implements CreatedMcpClientView {
  /**
   * Shown once; only its hash is kept.
   * @example "mcpj_c_x7Fq0mJY2l8sVd1cKQe5tR9wZ3uHbN6aPiOyGfLkMnB"
   */
  access_token: string;
  /**
   * Things that were accepted and may still surprise.
   * @example ["there is no server named \"jira\" yet"]
   */
  warnings: string[];

  static of({ client, token, warnings }: CreatedMcpClient): CreatedMcpClientResponse {
    return { ...McpClientResponse.from(client), access_token: token, warnings };
  }
}
