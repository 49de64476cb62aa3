import { ApiPropertyOptional } from '@nestjs/swagger';
import type { ServerDefinition } from '../../../api/servers.js';
import { ServerFields } from './server-fields.response.js';

/** A server as a configuration file would define it. */
export class ServerConfigResponse extends ServerFields implements ServerDefinition {
  /** @example "s3cret" */
  bearer_token?: string;
  /** @example { "X-Api-Key": "s3cret" } */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  headers?: Record<string, string>;
  /** @example "s3cret" */
  oauth_client_secret?: string;
  /** @example { "API_KEY": "s3cret" } */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  env?: Record<string, string>;
}
