import * as Args from '@oclif/core/args';
import type { McpClientView } from '../../../../api/identities.js';
import type { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { CommandError } from '../../../lib/errors.js';

interface Deregistered {
  name: string;
  deregistered: true;
  /** What still names the server: it would be granted again to a new server of that name. */
  named_by: { mcp_clients: string[] };
}

export default class Deregister extends BaseCommand<typeof Deregister> {
  static override summary = 'Remove an MCP server.';
  static override description =
    'Removes the server with its tools, prompts and resources. Grants are names and stay: the clients that still name it are listed.';
  static override examples = ['<%= config.bin %> <%= command.id %> github'];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the server' }),
  };

  async run(): Promise<Deregistered> {
    const { name } = this.args;
    const api = await this.api();
    await api.call('DELETE /api/v0/servers/:name', { params: { name } });
    this.log(`Deregistered ${name}; its tools, prompts and resources are gone.`);
    const clients = await clientsNaming(name, api);
    if (clients.length > 0) this.log(`Still allowed to reach a server of that name: ${clients.join(', ')}.`);
    return { name, deregistered: true, named_by: { mcp_clients: clients } };
  }
}

async function clientsNaming(server: string, api: ApiClient): Promise<string[]> {
  const clients = await api.call('GET /api/v0/clients').catch((error: unknown): McpClientView[] => {
    if (error instanceof CommandError && error.code === 'enterprise_only') return [];
    throw error;
  });
  return clients.filter(({ allow_list }) => allow_list.includes(server)).map(({ name }) => name);
}
