import * as Args from '@oclif/core/args';
import type { ServerView } from '../../../../../api/servers.js';
import { BaseCommand } from '../../../../lib/base-command.js';

export default class GetServer extends BaseCommand<typeof GetServer> {
  static override summary = 'Show an MCP server.';
  static override description =
    'Prints its definition, whether it answers and how much it provides. Secrets are shown as `***`.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> github',
    '<%= config.bin %> <%= command.id %> github --json',
  ];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the server' }),
  };

  async run(): Promise<ServerView> {
    const api = await this.api();
    const server = await api.call('GET /api/v0/servers/:name', { params: { name: this.args.name } });
    const { args = [], ...rest } = server;
    await this.fields(Object.entries({ ...rest, args: args.join(' ') }));
    return server;
  }
}
