import type { McpClientView } from '../../../../../api/identities.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { dayColumn, expiryColumn, timeColumn } from '../../../../lib/columns.js';
import type { Column } from '../../../../lib/table.js';
import { partsOf } from '../../reach.js';

const COLUMNS: Column<McpClientView>[] = [
  { header: 'NAME', value: ({ name }) => name },
  { header: 'ALLOWED SERVERS', value: ({ allow_list }) => allow_list.join(', ') || 'none', flexible: true },
  dayColumn('CREATED', ({ created_at }) => created_at),
  expiryColumn(),
  timeColumn('LAST USED', ({ last_used_at }) => last_used_at),
  { header: 'TOKEN', value: ({ token_prefix }) => token_prefix, look: (prefix) => `${prefix}…` },
  { header: 'ALSO ALLOWED', value: (client) => partsOf(client).join(', '), flexible: true },
];

export default class ListMcpClients extends BaseCommand<typeof ListMcpClients> {
  static override summary = 'List MCP clients.';
  static override description =
    'Prints a line for each MCP client: its name, the servers it may reach, when it was created, expires and was last used, the beginning of its access token, and the tools and groups it may reach beside those servers.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<McpClientView[]> {
    const api = await this.api();
    const clients = await api.call('GET /api/v0/clients');
    await this.table(
      clients,
      COLUMNS,
      'There are no MCP clients yet; see `mcpjungle create mcp-client --help`.',
    );
    return clients;
  }
}
