import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsString, MaxLength } from 'class-validator';
import type { CreateMcpClientRequest } from '../../../api/identities.js';
import { CUSTOM_TOKEN, DURATION, IDENTITY_NAME, SERVER_NAME } from '../../../api/limits.js';
import { Follows, Optional } from '../../common/validation.js';

/** A server's name, or `*` for all of them. */
const GRANTED_SERVER = {
  ...SERVER_NAME,
  pattern: new RegExp(`^\\*$|${SERVER_NAME.pattern.source}`),
  description: `"*" or the name of a server (${SERVER_NAME.description})`,
};

export class CreateMcpClientDto implements CreateMcpClientRequest {
  /**
   * Unique, compared exactly.
   * @example "claude-desktop"
   */
  @Follows(IDENTITY_NAME)
  name: string;

  /** @example "Claude Desktop on the laptop of Alice" */
  @Optional()
  @MaxLength(10_000)
  @IsString()
  description?: string;

  /**
   * Server names; `*` stands for every server, also later ones. Servers that do not exist yet are accepted
   * with a warning.
   * @example ["github", "jira"]
   */
  @ApiProperty({ type: [String], required: false, nullable: true })
  @Optional()
  @Follows(GRANTED_SERVER, { each: true })
  @ArrayMaxSize(1000)
  @IsArray()
  allow_list?: string[];

  /**
   * How long the token lives; without it the token does not expire.
   * @example "90d"
   */
  @Optional()
  @Follows(DURATION)
  expires_in?: string;

  /**
   * A token of your own choice; without it one is generated.
   * @example "a-token-of-my-own"
   */
  @Optional()
  @Follows(CUSTOM_TOKEN)
  access_token?: string;

  /** Sent by MCPJungle's own client; `access_token` alone says it already. */
  @ApiProperty({ deprecated: true, required: false })
  @Optional()
  @IsBoolean()
  is_custom_access_token?: boolean;
}
