import * as Args from '@oclif/core/args';
import type { McpClientView } from '../../../../../api/identities.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { CommandError } from '../../../../lib/errors.js';
import { near } from '../../../../../definitions/near.js';

export default class GetMcpClient extends BaseCommand<typeof GetMcpClient> {
  static override summary = 'Show an MCP client.';
  static override description =
    'Prints what it may reach, whose it is, and when its access token was made, expires and was last used; of the token itself the beginning.';
  static override examples = ['<%= config.bin %> <%= command.id %> claude-desktop'];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the client' }),
  };

  async run(): Promise<McpClientView> {
    const { name } = this.args;
    const api = await this.api();
    const clients = await api.call('GET /api/v0/clients');
    const client = clients.find((one) => one.name === name) ?? missing(name, clients);
    // As definitions and flags have it, in place of the API's older word.
    await this.fields(
      Object.entries(client).map(([key, value]) => [key === 'allow_list' ? 'allowed_servers' : key, value]),
    );
    return client;
  }
}

function missing(name: string, clients: McpClientView[]): never {
  const names = clients.map((client) => client.name);
  const meant = near(names, name);
  const hint = meant.length > 0 ? `; did you mean ${meant.map((one) => `"${one}"`).join(' or ')}?` : '';
  throw new CommandError(`there is no MCP client named "${name}"${hint}`, { code: 'not_found', status: 404 });
}
