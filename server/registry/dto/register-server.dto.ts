import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import {
  BEARER_TOKEN,
  MAX_DESCRIPTION_LENGTH,
  MAX_TIMEOUT_SEC,
  OAUTH_CLIENT,
  SERVER_NAME,
} from '../../../api/limits.js';
import {
  type AuditArguments,
  PROTOCOLS,
  type ServerDefinition,
  SESSION_MODES,
  type SessionMode,
  type Transport,
  TRANSPORTS,
  UPSTREAM_AUTHS,
  type UpstreamAuth,
  type UpstreamProtocol,
} from '../../../api/servers.js';
import { Follows, Optional } from '../../common/validation.js';
import { AUDIT_ARGUMENTS } from './server-fields.response.js';
import {
  BelongsTo,
  IsAuthOfTransport,
  IsArguments,
  IsAuditArguments,
  IsCommand,
  IsEnvironment,
  IsEraOfTransport,
  IsFile,
  IsFolder,
  IsHeaders,
  IsRedirectUri,
  IsScopes,
  IsSecretOfClient,
  IsUpstreamUrl,
} from './rules.js';

/** The definition of an upstream MCP server. */
export class RegisterServerDto implements ServerDefinition {
  /**
   * Unique, compared exactly; the first part of the names of all it provides.
   * @example "github"
   */
  @Follows(SERVER_NAME)
  name: string;

  /** How the server is reached. */
  @ApiProperty({ enum: TRANSPORTS })
  @IsIn(TRANSPORTS, {
    message: 'transport must be "streamable_http", "stdio" or "sse"',
  })
  transport: Transport;

  /** @example "Repositories, issues and pull requests" */
  @Optional()
  @IsString()
  @MaxLength(MAX_DESCRIPTION_LENGTH)
  @Matches(/^[^\0]*$/, { message: 'description must be text without the character NUL' })
  description?: string;

  /**
   * Whose account at the upstream calls use; `shared` if absent: one for all. With `per_user` everyone signs in
   * for themselves, and a `bearer_token` here is kept as one's own.
   */
  @Optional()
  @IsIn(UPSTREAM_AUTHS)
  @IsAuthOfTransport()
  auth?: UpstreamAuth;

  /**
   * http or https, with a host. Of servers that are not of transport `stdio`.
   * @example "https://api.example.com/mcp"
   */
  @BelongsTo('streamable_http', 'sse')
  @IsUpstreamUrl()
  url?: string;

  /**
   * Sent as `Authorization: Bearer`, unless `headers` holds an `Authorization` of its own.
   * @example "s3cret"
   */
  @Optional()
  @BelongsTo('streamable_http', 'sse')
  @Follows(BEARER_TOKEN)
  bearer_token?: string;

  /**
   * Sent with every request.
   * @example { "X-Api-Key": "s3cret" }
   */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  @Optional()
  @BelongsTo('streamable_http', 'sse')
  @IsHeaders()
  headers?: Record<string, string>;

  /**
   * Where the authorization server sends the browser back to, when the upstream wants its users to sign in.
   * @example "https://gateway.example.com/oauth/callback"
   */
  @Optional()
  @BelongsTo('streamable_http', 'sse')
  @IsRedirectUri()
  oauth_redirect_uri?: string;

  /**
   * Of a client that was registered at the authorization server by hand; else this server registers itself.
   * @example "mcpjungle"
   */
  @Optional()
  @BelongsTo('streamable_http', 'sse')
  @Follows(OAUTH_CLIENT)
  oauth_client_id?: string;

  /** @example "s3cret" */
  @Optional()
  @BelongsTo('streamable_http', 'sse')
  @Follows(OAUTH_CLIENT)
  @IsSecretOfClient()
  oauth_client_secret?: string;

  /**
   * What is asked for when signing in; what the upstream says it takes if absent.
   * @example ["files:read"]
   */
  @ApiPropertyOptional({ type: [String], nullable: true })
  @Optional()
  @BelongsTo('streamable_http', 'sse')
  @IsScopes()
  oauth_scopes?: string[];

  /**
   * Certificates in PEM, an absolute path where the gateway runs: they are trusted instead of the usual ones.
   * @example "/etc/mcpjungle/internal-ca.pem"
   */
  @Optional()
  @BelongsTo('streamable_http', 'sse')
  @IsFile()
  tls_ca_file?: string;

  /** Any certificate will do: for trying things out, for whoever is between can read and change everything. */
  @Optional()
  @BelongsTo('streamable_http', 'sse')
  @IsBoolean()
  tls_insecure_skip_verify?: boolean;

  /** `stateless` if absent: each call may meet another session. */
  @Optional()
  @IsIn(SESSION_MODES)
  session_mode?: SessionMode;

  /** Seconds one call may take; the server's own setting if absent. */
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_TIMEOUT_SEC)
  timeout_sec?: number;

  /** Which era of MCP the server speaks; `auto` if absent: it is found out. */
  @Optional()
  @IsIn(PROTOCOLS)
  @IsEraOfTransport()
  protocol?: UpstreamProtocol;

  /**
   * Whether the audit log holds the arguments of calls; never if absent. Of fields that are named under `redact`, at
   * any depth, and of those that are called like a secret it holds `***`.
   * @example { "redact": ["email"] }
   */
  @ApiPropertyOptional(AUDIT_ARGUMENTS)
  @Optional()
  @IsAuditArguments()
  audit_arguments?: AuditArguments;

  /**
   * The program, started without a shell. Of servers of transport `stdio`.
   * @example "npx"
   */
  @BelongsTo('stdio')
  @IsCommand()
  command?: string;

  /**
   * Of servers of transport `stdio`.
   * @example ["-y", "@modelcontextprotocol/server-memory"]
   */
  @ApiPropertyOptional({ type: [String], nullable: true })
  @Optional()
  @BelongsTo('stdio')
  @IsArguments()
  args?: string[];

  /**
   * Variables of the program's environment, beside PATH, HOME and LANG. Of servers of transport `stdio`.
   * @example { "API_KEY": "s3cret" }
   */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  @Optional()
  @BelongsTo('stdio')
  @IsEnvironment()
  env?: Record<string, string>;

  /**
   * The folder that the program runs in, the gateway's own if absent. Of servers of transport `stdio`.
   * @example "/srv/memory"
   */
  @Optional()
  @BelongsTo('stdio')
  @IsFolder()
  cwd?: string;
}
