import * as Args from '@oclif/core/args';
import type { GroupView } from '../../../../api/groups.js';
import type { McpClientView } from '../../../../api/identities.js';
import type { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { CommandError } from '../../../lib/errors.js';

interface Deregistered {
  name: string;
  deregistered: true;
  /** Who still names the server, or items of it: what is said there would hold for a new server of that name. */
  named_by: { mcp_clients: string[]; groups: string[] };
}

export default class Deregister extends BaseCommand<typeof Deregister> {
  static override summary = 'Remove an MCP server.';
  static override description =
    'Removes the server with its tools, prompts and resources. Grants and members of groups are names and stay: the clients and groups that still name it are listed.';
  static override examples = ['<%= config.bin %> <%= command.id %> github'];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the server' }),
  };

  async run(): Promise<Deregistered> {
    const { name } = this.args;
    const api = await this.api();
    await api.call('DELETE /api/v0/servers/:name', { params: { name } });
    this.log(`Deregistered ${name}; its tools, prompts and resources are gone.`);
    const named_by = await namedBy(name, api);
    const { mcp_clients: clients, groups } = named_by;
    if (clients.length > 0) this.log(`Clients that still name it: ${clients.join(', ')}.`);
    if (groups.length > 0) this.log(`Groups that still name it: ${groups.join(', ')}.`);
    return { name, deregistered: true, named_by };
  }
}

/** Names of those by whom a server is still named. */
async function namedBy(server: string, api: ApiClient): Promise<Deregistered['named_by']> {
  const [clients, groups] = await Promise.all([clientsOf(api), api.call('GET /api/v0/tool-groups')]);
  return {
    mcp_clients: clients
      .filter(({ allow_list, allowed_tools, denied_tools }) => {
        return allow_list.includes(server) || [...allowed_tools, ...denied_tools].some(isOf(server));
      })
      .map(({ name }) => name),
    groups: groups.filter((group) => names(group, server)).map(({ name }) => name),
  };
}

async function clientsOf(api: ApiClient): Promise<McpClientView[]> {
  return api.call('GET /api/v0/clients').catch((error: unknown): McpClientView[] => {
    if (error instanceof CommandError && error.code === 'enterprise_only') return [];
    throw error;
  });
}

function names(group: GroupView, server: string): boolean {
  if (group.included_servers.includes(server)) return true;
  return [
    ...group.included_tools,
    ...group.excluded_tools,
    ...group.included_prompts,
    ...group.excluded_prompts,
    ...group.included_resources,
    ...group.excluded_resources,
  ].some(isOf(server));
}

/** Whether a name, or a pattern of names, begins as those of a server's items do. */
function isOf(server: string): (name: string) => boolean {
  const forms = ['mcpj://res/', 'mcpj://tpl/', 'ui://mcpj/'];
  const beginnings = [`${server}__`, ...forms.map((form) => `${form}${server}/`)];
  return (name) => beginnings.some((beginning) => name.startsWith(beginning));
}
