import * as Flags from '@oclif/core/flags';
import type { ToolView } from '../../../../../api/tools.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { enabledColumn } from '../../../../lib/columns.js';
import type { Column } from '../../../../lib/table.js';

const COLUMNS: Column<ToolView>[] = [
  { header: 'NAME', value: ({ name }) => name },
  enabledColumn(),
  { header: 'DESCRIPTION', value: ({ description }) => description, flexible: true },
];

export default class ListTools extends BaseCommand<typeof ListTools> {
  static override summary = 'List tools.';
  static override description =
    'Prints a line for each tool: its canonical name, whether it is enabled, and its description.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --server github',
  ];
  static override flags = {
    server: Flags.string({
      helpValue: '<name>',
      description: 'only the tools of this server (default: of all)',
    }),
  };

  async run(): Promise<ToolView[]> {
    const { server } = this.flags;
    const api = await this.api();
    const tools = await api.call('GET /api/v0/tools', { query: { server } });
    await this.table(
      tools,
      COLUMNS,
      server === undefined ? 'There are no tools yet.' : `${server} has no tools.`,
    );
    return tools;
  }
}
