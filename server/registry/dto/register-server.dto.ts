import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Matches, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { SERVER_NAME } from '../../../api/limits.js';
import type { ServerDefinition, SessionMode, Transport, UpstreamProtocol } from '../../../api/servers.js';
import { Follows, Optional } from '../../common/validation.js';
import { BelongsTo, IsHeaders, IsUpstreamUrl } from './rules.js';

const BEARER_TOKEN = {
  pattern: /^[\x21-\x7e]+$/,
  maxLength: 16_384,
  description: 'visible ASCII characters without white space',
};

/** The definition of an upstream MCP server. */
export class RegisterServerDto implements ServerDefinition {
  /**
   * Unique, compared exactly; the first part of the names of all it provides.
   * @example "github"
   */
  @Follows(SERVER_NAME)
  name: string;

  /** How the server is reached. */
  @ApiProperty({ enum: ['streamable_http'] })
  @IsIn(['streamable_http'], {
    message: 'transport must be "streamable_http"; "sse" and "stdio" are not supported yet',
  })
  transport: Transport;

  /** @example "Repositories, issues and pull requests" */
  @Optional()
  @IsString()
  @MaxLength(10_000)
  @Matches(/^[^\0]*$/, { message: 'description must be text without the character NUL' })
  description?: string;

  /**
   * http or https, with a host.
   * @example "https://api.example.com/mcp"
   */
  @ValidateIf(({ transport }: RegisterServerDto) => transport === 'streamable_http')
  @IsUpstreamUrl()
  url?: string;

  /**
   * Sent as `Authorization: Bearer`, unless `headers` holds an `Authorization` of its own.
   * @example "s3cret"
   */
  @Optional()
  @Follows(BEARER_TOKEN)
  bearer_token?: string;

  /**
   * Sent with every request.
   * @example { "X-Api-Key": "s3cret" }
   */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  @Optional()
  @IsHeaders()
  headers?: Record<string, string>;

  /** `stateless` if absent: each call may meet another session. */
  @Optional()
  @IsIn(['stateless', 'stateful', 'per_call'])
  session_mode?: SessionMode;

  /** Seconds one call may take; the server's own setting if absent. */
  @Optional()
  @IsInt()
  @Min(1)
  @Max(86_400)
  timeout_sec?: number;

  /** Which era of MCP the server speaks; `auto` if absent: it is found out. */
  @Optional()
  @IsIn(['auto', 'legacy', 'modern'])
  protocol?: UpstreamProtocol;

  /** Of servers of transport `stdio`. */
  @Optional()
  @BelongsTo('stdio')
  command?: string;

  /** Of servers of transport `stdio`. */
  @ApiPropertyOptional({ type: [String], nullable: true })
  @Optional()
  @BelongsTo('stdio')
  args?: string[];

  /** Of servers of transport `stdio`. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  @Optional()
  @BelongsTo('stdio')
  env?: Record<string, string>;
}
