import type { CreateMcpClientRequest } from '../../../api/identities.js';
import { IDENTITY_NAME } from '../../../api/limits.js';
import { Follows } from '../../common/validation.js';
import { McpClientFieldsDto } from './mcp-client-fields.dto.js';

export class CreateMcpClientDto extends McpClientFieldsDto implements CreateMcpClientRequest {
  /**
   * Unique, compared exactly.
   * @example "claude-desktop"
   */
  @Follows(IDENTITY_NAME)
  name: string;
}
