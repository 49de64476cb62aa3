import * as Args from '@oclif/core/args';
import type { McpClientView } from '../../../../../api/identities.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { findClient } from '../../find-client.js';

export default class GetMcpClient extends BaseCommand<typeof GetMcpClient> {
  static override summary = 'Show an MCP client.';
  static override description =
    'Prints what it may reach, whose it is, and when its access token was made, expires and was last used; of the token itself the beginning.';
  static override examples = ['<%= config.bin %> <%= command.id %> claude-desktop'];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the client' }),
  };

  async run(): Promise<McpClientView> {
    const client = await findClient(await this.api(), this.args.name);
    // As definitions and flags have it, in place of the API's older word.
    await this.fields(
      Object.entries(client).map(([key, value]) => [key === 'allow_list' ? 'allowed_servers' : key, value]),
    );
    return client;
  }
}
