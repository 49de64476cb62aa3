import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../../../lib/base-command.js';

interface DeletedClient {
  name: string;
  /** False when there was no such client. */
  deleted: boolean;
}

export default class DeleteMcpClient extends BaseCommand<typeof DeleteMcpClient> {
  static override summary = 'Delete an MCP client and cut it off at once.';
  static override description =
    'The next request with its access token is refused, and its open streams end. It is no error when there is no such client.';
  static override examples = ['<%= config.bin %> <%= command.id %> claude-desktop'];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the client' }),
  };

  async run(): Promise<DeletedClient> {
    const { name } = this.args;
    const api = await this.api();
    const clients = await api.call('GET /api/v0/clients');
    await api.call('DELETE /api/v0/clients/:name', { params: { name } });
    const deleted = clients.some((client) => client.name === name);
    if (deleted)
      this.log(
        `MCP client ${name} is deleted. Its access token is refused from now on, its open streams are closed.`,
      );
    else this.log(`There was no MCP client named ${name}.`);
    return { name, deleted };
  }
}
