import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { CreatedMcpClientView, CreateMcpClientRequest } from '../../../../../api/identities.js';
import { suppliedToken, typedToken } from '../../../../lib/access-token.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { readDefinition } from '../../../../lib/definition-file.js';
import { confFlag } from '../../../../lib/definition-flags.js';
import { durationTextFlag } from '../../../../lib/duration.js';
import { UsageError } from '../../../../lib/errors.js';
import { MCP_CLIENT_FILE } from '../../../../lib/shapes.js';

export default class CreateMcpClient extends BaseCommand<typeof CreateMcpClient> {
  static override summary = 'Create an MCP client and print its access token.';
  static override description =
    'An MCP client is an agent or an application. It reaches the servers it is allowed to and no others; without --allow it reaches none. A generated access token is printed once. A client from a file needs access_token or access_token_ref in it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> claude-desktop --allow "github, jira"',
    '<%= config.bin %> <%= command.id %> my-agent --allow github --expires-in 90d --access-token - < token.txt',
    '<%= config.bin %> <%= command.id %> --conf claude-desktop.json',
  ];
  static override args = {
    name: Args.string({ ignoreStdin: true, description: 'its name, unique; not needed with --conf' }),
  };
  static override flags = {
    allow: Flags.string({
      helpValue: '<servers>',
      description:
        'names of servers, separated by commas; "*" is every server, also later ones (default: none)',
    }),
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
    const { conf, allow = '', description, 'access-token': token, 'expires-in': expiresIn } = this.flags;
    if (conf !== undefined) return this.fromFile(conf);
    if (this.args.name === undefined) throw new UsageError('missing argument: NAME, or --conf <file>');
    return {
      name: this.args.name,
      description,
      allow_list: splitList(allow),
      access_token: token === undefined ? undefined : await typedToken(token),
      expires_in: expiresIn,
    };
  }

  private async fromFile(path: string): Promise<CreateMcpClientRequest> {
    this.warnIgnored(path);
    const { name, description, expires_in, allowed_servers, ...token } = await readDefinition(
      path,
      MCP_CLIENT_FILE,
    );
    const accessToken = await suppliedToken(token, path);
    return { name, description, expires_in, allow_list: allowed_servers ?? [], access_token: accessToken };
  }

  private present(
    client: CreatedMcpClientView,
    { generated, url }: { generated: boolean; url: string },
  ): void {
    const { name, allow_list: servers } = client;
    const reach = servers.includes('*') ? 'every MCP server' : servers.join(', ') || 'no MCP server';
    this.log(`MCP client ${name} is created. It may reach ${reach}.`);
    if (generated) this.log(`Access token, shown only now:\n  ${client.access_token}`);
    this.log(`It connects to ${url} with the HTTP header\n  Authorization: Bearer <access token>`);
  }
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
