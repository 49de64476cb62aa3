import * as Flags from '@oclif/core/flags';
import type { ToolView } from '../../../../../api/tools.js';
import type { ApiClient } from '../../../../lib/api-client.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { enabledColumn } from '../../../../lib/columns.js';
import type { Column } from '../../../../lib/table.js';
import { colours } from '../../../../lib/terminal.js';

const COLUMNS: Column<ToolView>[] = [
  { header: 'NAME', value: ({ name }) => name },
  enabledColumn(),
  { header: 'DESCRIPTION', value: (tool) => tool.display_description ?? tool.description, flexible: true },
  { header: 'DEFINITION', value: ({ changed }) => (changed ? 'changed' : ''), look: colours.yellow },
  { header: 'SEEN AS', value: ({ display_name: name }) => name ?? '' },
];

export default class ListTools extends BaseCommand<typeof ListTools> {
  static override summary = 'List tools.';
  static override description =
    'Prints a line for each tool: its canonical name, whether it is enabled, the description that agents see, `changed` where the server has changed its definition since it was first seen, and the name that agents see where it is another.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --server github',
  ];
  static override flags = {
    server: Flags.string({
      helpValue: '<name>',
      description: 'only the tools of this server (default: of all)',
    }),
    group: Flags.string({
      helpValue: '<name>',
      description: 'only the tools that agents find in this group now',
      exclusive: ['server'],
    }),
  };

  async run(): Promise<ToolView[]> {
    const { server, group } = this.flags;
    const api = await this.api();
    const all = await api.call('GET /api/v0/tools', { query: { server } });
    const members = group === undefined ? undefined : await membersOf(api, group);
    const tools = members ? all.filter(({ name }) => members.has(name)) : all;
    const place = server ?? group;
    await this.table(
      tools,
      COLUMNS,
      place === undefined ? 'There are no tools yet.' : `${place} has no tools.`,
    );
    return tools;
  }
}

async function membersOf(api: ApiClient, name: string): Promise<ReadonlySet<string>> {
  const { tools } = await api.call('GET /api/v0/tool-groups/:name/effective-tools', { params: { name } });
  return new Set(tools);
}
