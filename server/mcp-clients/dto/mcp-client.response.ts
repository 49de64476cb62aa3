import type { CreatedMcpClientView, McpClientView, UpdatedMcpClientView } from '../../../api/identities.js';
import { TokenResponse, tokenFields } from '../../common/token.response.js';
import { settingsOf } from '../mcp-client-identity.js';
import type { McpClient } from '../mcp-client.entity.js';
import type { ChangedMcpClient, CreatedMcpClient } from '../mcp-clients.service.js';

export class McpClientResponse extends TokenResponse implements McpClientView {
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
   * Names of tools, prompts and resources, or patterns of them.
   * @example ["files__read_*"]
   */
  allowed_tools: string[];
  /**
   * What it is denied, whatever allows it.
   * @example ["*__delete_*"]
   */
  denied_tools: string[];
  /**
   * Groups whose members it may reach.
   * @example ["research"]
   */
  allowed_groups: string[];
  /**
   * The user it belongs to.
   * @example "alice"
   */
  owner: string | null;
  /**
   * Requests a minute; null: the server's own limit counts.
   * @example 600
   */
  rate_limit_rpm: number | null;

  static from(client: McpClient): McpClientResponse {
    return { name: client.name, ...settingsOf(client), ...tokenFields(client) };
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

export class UpdatedMcpClientResponse extends McpClientResponse implements UpdatedMcpClientView {
  /**
   * Things that were accepted and may still surprise.
   * @example ["there is no server named \"jira\" yet"]
   */
  warnings: string[];

  static of({ client, warnings }: ChangedMcpClient): UpdatedMcpClientResponse {
    return { ...McpClientResponse.from(client), warnings };
  }
}
