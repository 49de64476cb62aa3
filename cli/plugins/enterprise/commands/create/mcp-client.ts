import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { CreatedMcpClientView, CreateMcpClientRequest } from '../../../../../api/identities.js';
import { suppliedToken, typedToken } from '../../../../lib/access-token.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { readDefinition } from '../../../../lib/definition-file.js';
import { confFlag } from '../../../../lib/definition-flags.js';
import { durationTextFlag } from '../../../../lib/duration.js';
import { UsageError } from '../../../../lib/errors.js';
import { MCP_CLIENT_FILE, type McpClientFile } from '../../../../../definitions/shapes.js';
import { GRANT_FLAGS, grantFields } from '../../grant-flags.js';
import { reachOf } from '../../reach.js';

export default class CreateMcpClient extends BaseCommand<typeof CreateMcpClient> {
  static override summary = 'Create an MCP client and print its access token.';
  static override description =
    'An MCP client is an agent or an application. It reaches the servers it is allowed to and no others; without --allow, --allow-tool and --allow-group it reaches nothing. A generated access token is printed once. A client from a file needs access_token or access_token_ref in it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> claude-desktop --allow "github, jira"',
    '<%= config.bin %> <%= command.id %> my-agent --allow github --expires-in 90d --access-token - < token.txt',
    '<%= config.bin %> <%= command.id %> --conf claude-desktop.json',
  ];
  static override args = {
    name: Args.string({ ignoreStdin: true, description: 'its name, unique; not needed with --conf' }),
  };
  static override flags = {
    ...GRANT_FLAGS,
    description: Flags.string({ helpValue: '<text>', description: 'what it is for' }),
    'access-token': Flags.string({
      helpValue: '<token>',
      description: 'a token of your own; `-` reads it from standard input (default: one is generated)',
    }),
    'expires-in': durationTextFlag({
      description: 'how long the token lives, such as 90d (default: for ever)',
    }),
    conf: confFlag(),
  };

  async run(): Promise<CreatedMcpClientView> {
    const request = await this.request();
    const api = await this.api();
    const client = await api.call('POST /api/v0/clients', { body: request });
    for (const warning of client.warnings) this.warn(warning);
    if (client.allow_list.includes('*')) {
      this.warn(`"*" lets ${client.name} reach every server, also those registered later`);
    }
    this.present(client, { generated: request.access_token === undefined, url: `${api.connection.url}/mcp` });
    return client;
  }

  private async request(): Promise<CreateMcpClientRequest> {
    const { conf, description, owner, 'access-token': token, 'expires-in': expiresIn } = this.flags;
    if (conf !== undefined) return this.fromFile(conf);
    if (this.args.name === undefined) throw new UsageError('missing argument: NAME, or --conf <file>');
    return {
      name: this.args.name,
      description,
      ...grantFields(this.flags),
      owner,
      access_token: token === undefined ? undefined : await typedToken(token),
      expires_in: expiresIn,
    };
  }

  private async fromFile(path: string): Promise<CreateMcpClientRequest> {
    this.warnIgnored(path);
    const { allowed_servers, access_token, access_token_ref, ...fields } =
      await readDefinition<McpClientFile>(path, MCP_CLIENT_FILE);
    const token = await suppliedToken({ access_token, access_token_ref }, path);
    return { ...fields, allow_list: allowed_servers ?? [], access_token: token };
  }

  private present(
    client: CreatedMcpClientView,
    { generated, url }: { generated: boolean; url: string },
  ): void {
    this.log(`MCP client ${client.name} is created. It may reach ${reachOf(client)}.`);
    if (generated) this.log(`Access token, shown only now:\n  ${client.access_token}`);
    this.log(`It connects to ${url} with the HTTP header\n  Authorization: Bearer <access token>`);
  }
}
