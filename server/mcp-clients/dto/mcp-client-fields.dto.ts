import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import type { UpdateMcpClientRequest } from '../../../api/identities.js';
import {
  CUSTOM_TOKEN,
  DURATION,
  GRANT_PATTERN,
  GROUP_NAME,
  IDENTITY_NAME,
  MAX_DESCRIPTION_LENGTH,
  MAX_GRANTS,
  MAX_RATE_LIMIT_RPM,
  SERVER_NAME,
} from '../../../api/limits.js';
import { UnusedTokenReference } from '../../common/token-reference.js';
import { Follows, Nullable, Optional } from '../../common/validation.js';

/** A server's name, or `*` for all of them. */
const GRANTED_SERVER = {
  ...SERVER_NAME,
  pattern: new RegExp(`^\\*$|${SERVER_NAME.pattern.source}`),
  description: `"*" or the name of a server (${SERVER_NAME.description})`,
};

/** What a client is made of and may be changed to. */
export class McpClientFieldsDto implements Omit<UpdateMcpClientRequest, 'name'> {
  /** @example "Claude Desktop on the laptop of Alice" */
  @Nullable()
  @MaxLength(MAX_DESCRIPTION_LENGTH)
  @IsString()
  description?: string | null;

  /**
   * Server names; `*` stands for every server, also later ones. Servers that do not exist yet are accepted
   * with a warning.
   * @example ["github", "jira"]
   */
  @ApiProperty({ type: [String], required: false, nullable: true })
  @Nullable()
  @Follows(GRANTED_SERVER, { each: true })
  @ArrayMaxSize(MAX_GRANTS)
  @IsArray()
  allow_list?: string[] | null;

  /**
   * Canonical names of tools, prompts and resources, or patterns of them, in which `*` stands for any text.
   * @example ["files__read_*"]
   */
  @ApiProperty({ type: [String], required: false, nullable: true })
  @Nullable()
  @Follows(GRANT_PATTERN, { each: true })
  @ArrayMaxSize(MAX_GRANTS)
  @IsArray()
  allowed_tools?: string[] | null;

  /**
   * Likewise; what one of them matches is denied, whatever allows it.
   * @example ["*__delete_*"]
   */
  @ApiProperty({ type: [String], required: false, nullable: true })
  @Nullable()
  @Follows(GRANT_PATTERN, { each: true })
  @ArrayMaxSize(MAX_GRANTS)
  @IsArray()
  denied_tools?: string[] | null;

  /**
   * Groups whose members it may reach.
   * @example ["research"]
   */
  @ApiProperty({ type: [String], required: false, nullable: true })
  @Nullable()
  @Follows(GROUP_NAME, { each: true })
  @ArrayMaxSize(MAX_GRANTS)
  @IsArray()
  allowed_groups?: string[] | null;

  /**
   * The user it belongs to.
   * @example "alice"
   */
  @ApiProperty({ required: false, nullable: true })
  @Nullable()
  @Follows(IDENTITY_NAME)
  owner?: string | null;

  /**
   * Requests a minute; without it the server's own limit counts.
   * @example 600
   */
  @Nullable()
  @Max(MAX_RATE_LIMIT_RPM)
  @Min(1)
  @IsInt()
  rate_limit_rpm?: number | null;

  /**
   * How long the token lives from now on; without it the token does not expire.
   * @example "90d"
   */
  @ApiProperty({ required: false, nullable: true })
  @Nullable()
  @Follows(DURATION)
  expires_in?: string | null;

  /**
   * A token of your own choice; without it one is generated.
   * @example "a-token-of-my-own"
   */
  @ApiProperty({ required: false, nullable: true })
  @Nullable()
  @Follows(CUSTOM_TOKEN)
  access_token?: string | null;

  /** Sent by MCPJungle's own client; `access_token` alone says it already. */
  @ApiProperty({ deprecated: true, required: false })
  @Optional()
  @IsBoolean()
  is_custom_access_token?: boolean;

  /** Sent by MCPJungle's own client, and always empty. */
  @UnusedTokenReference()
  access_token_ref?: object;
}
