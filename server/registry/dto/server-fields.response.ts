import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import type {
  AuditArguments,
  SessionMode,
  Transport,
  UpstreamAuth,
  UpstreamProtocol,
} from '../../../api/servers.js';

/** In words of OpenAPI. */
export const AUDIT_ARGUMENTS = {
  oneOf: [
    { type: 'boolean' },
    {
      type: 'object',
      properties: { redact: { type: 'array', items: { type: 'string' } } },
      required: ['redact'],
    },
  ],
} satisfies ApiPropertyOptions;

/** What every answer about a server says alike; how it shows secrets is its own. */
export class ServerFields {
  /** @example "github" */
  name: string;
  @ApiProperty({ enum: ['streamable_http', 'sse', 'stdio'] })
  transport: Transport;
  /** @example "Repositories, issues and pull requests" */
  description: string;
  @ApiProperty({ enum: ['stateless', 'stateful', 'per_call'] })
  session_mode: SessionMode;
  /** `auto`: which era of MCP it speaks was found out. */
  @ApiProperty({ enum: ['auto', 'legacy', 'modern'] })
  protocol: UpstreamProtocol;
  timeout_sec?: number;
  /** `per_user`: everyone signs in for themselves; absent where one account serves all. */
  @ApiPropertyOptional({ enum: ['shared', 'per_user'] })
  auth?: UpstreamAuth;
  /**
   * The audit log holds the arguments of calls, but for fields of these names; absent where it holds none.
   * @example { "redact": ["email"] }
   */
  @ApiPropertyOptional(AUDIT_ARGUMENTS)
  audit_arguments?: AuditArguments;
  /** @example "https://api.example.com/mcp" */
  url?: string;
  /** @example "https://gateway.example.com/oauth/callback" */
  oauth_redirect_uri?: string;
  /** @example "mcpjungle" */
  oauth_client_id?: string;
  /** @example ["files:read"] */
  oauth_scopes?: string[];
  /** @example "/etc/mcpjungle/internal-ca.pem" */
  tls_ca_file?: string;
  tls_insecure_skip_verify?: boolean;
  /** @example "npx" */
  command?: string;
  /** @example ["-y", "@modelcontextprotocol/server-memory"] */
  args?: string[];
  /** @example "/srv/memory" */
  cwd?: string;
}
