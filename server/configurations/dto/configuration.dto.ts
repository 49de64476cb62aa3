import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Configuration, McpClientDefinition, UserDefinition } from '../../../api/configurations.js';
import type { UserRole } from '../../../api/identities.js';
import { CreateGroupDto } from '../../tool-groups/dto/create-group.dto.js';
import { RegisterServerDto } from '../../registry/dto/register-server.dto.js';

/** As in a file; the same rules hold. */
export class McpClientDefinitionDto implements McpClientDefinition {
  /** @example "claude-desktop" */
  name: string;
  /** @example "Claude Desktop on the laptop of Alice" */
  description?: string;
  /** @example ["github"] */
  @ApiPropertyOptional({ type: [String] })
  allowed_servers?: string[];
  /** @example ["files__read_*"] */
  @ApiPropertyOptional({ type: [String] })
  allowed_tools?: string[];
  /** @example ["*__delete_*"] */
  @ApiPropertyOptional({ type: [String] })
  denied_tools?: string[];
  /** @example ["research"] */
  @ApiPropertyOptional({ type: [String] })
  allowed_groups?: string[];
  /** @example "alice" */
  owner?: string;
  /** @example 600 */
  rate_limit_rpm?: number;
  /**
   * For a new token; one that is there keeps its end.
   * @example "90d"
   */
  expires_in?: string;
  /**
   * Without it the client keeps the token it has; a new one gets a generated one.
   * @example "a-token-of-my-own"
   */
  access_token?: string;
}

/** As in a file; the same rules hold. */
export class UserDefinitionDto implements UserDefinition {
  /** @example "alice" */
  name: string;
  /** `user` if absent. */
  @ApiProperty({ enum: ['admin', 'user'], required: false })
  role?: UserRole;
  /** @example "90d" */
  expires_in?: string;
  /** @example "another-token-of-my-own" */
  access_token?: string;
}

/** What the server is to match. A list that is absent is left alone. */
export class ConfigurationDto implements Configuration {
  @ApiPropertyOptional({ type: [RegisterServerDto] })
  servers?: RegisterServerDto[];
  @ApiPropertyOptional({ type: [CreateGroupDto] })
  groups?: CreateGroupDto[];
  @ApiPropertyOptional({ type: [McpClientDefinitionDto] })
  mcp_clients?: McpClientDefinitionDto[];
  @ApiPropertyOptional({ type: [UserDefinitionDto] })
  users?: UserDefinitionDto[];
}
