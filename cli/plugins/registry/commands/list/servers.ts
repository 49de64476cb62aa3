import type { ServerView } from '../../../../../api/servers.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { enabledColumn } from '../../../../lib/columns.js';
import type { Column } from '../../../../lib/table.js';
import { colours } from '../../../../lib/terminal.js';

const COLUMNS: Column<ServerView>[] = [
  { header: 'NAME', value: ({ name }) => name },
  {
    header: 'TRANSPORT',
    value: ({ transport }) => transport,
    look: (name) => name.replace('streamable_', ''),
  },
  { header: 'TARGET', value: targetOf, flexible: true },
  enabledColumn(),
  { header: 'HEALTH', value: ({ health }) => health, look: colourHealth },
  { header: 'TOOLS', value: ({ tools }) => String(tools) },
  { header: 'PROMPTS', value: ({ prompts }) => String(prompts) },
  { header: 'RESOURCES', value: ({ resources }) => String(resources) },
];

export default class ListServers extends BaseCommand<typeof ListServers> {
  static override summary = 'List MCP servers.';
  static override description =
    'Prints a line for each server: name, transport, target, enabled, health, and how many tools, prompts and resources it has.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> | cut -f1',
  ];

  async run(): Promise<ServerView[]> {
    const api = await this.api();
    const servers = await api.call('GET /api/v0/servers');
    await this.table(servers, COLUMNS, 'There are no MCP servers yet; see `mcpjungle register --help`.');
    return servers;
  }
}

function targetOf({ url, command = '', args = [] }: ServerView): string {
  return url ?? [command, ...args].join(' ');
}

function colourHealth(text: string): string {
  if (text === 'healthy') return colours.green(text);
  return text === 'unhealthy' ? colours.red(text) : colours.dim(text);
}
