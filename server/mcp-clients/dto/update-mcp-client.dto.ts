import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import type { UpdateMcpClientRequest } from '../../../api/identities.js';
import { McpClientFieldsDto } from './mcp-client-fields.dto.js';

export class UpdateMcpClientDto extends McpClientFieldsDto {
  /**
   * Does not count: the path names the client.
   * @example "claude-desktop"
   */
  @ApiProperty({ type: String, required: false })
  @Allow()
  name?: unknown;

  /** What is to change. MCPJungle's client sends fields that it only read, beside the token it means. */
  changes(): UpdateMcpClientRequest {
    const { name: _, is_custom_access_token: fromMcpjungle, access_token_ref: __, ...fields } = this;
    return fromMcpjungle === undefined ? fields : { access_token: fields.access_token };
  }
}
