import * as Flags from '@oclif/core/flags';
import type { PromptView } from '../../../../../api/prompts.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { enabledColumn } from '../../../../lib/columns.js';
import type { Column } from '../../../../lib/table.js';

const COLUMNS: Column<PromptView>[] = [
  { header: 'NAME', value: ({ name }) => name },
  enabledColumn(),
  { header: 'DESCRIPTION', value: ({ description }) => description, flexible: true },
];

export default class ListPrompts extends BaseCommand<typeof ListPrompts> {
  static override summary = 'List prompts.';
  static override description =
    'Prints a line for each prompt: its canonical name, whether it is enabled, and its description.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --server github',
  ];
  static override flags = {
    server: Flags.string({
      helpValue: '<name>',
      description: 'only the prompts of this server (default: of all)',
    }),
  };

  async run(): Promise<PromptView[]> {
    const { server } = this.flags;
    const api = await this.api();
    const prompts = await api.call('GET /api/v0/prompts', { query: { server } });
    const empty = server === undefined ? 'There are no prompts yet.' : `${server} has no prompts.`;
    await this.table(prompts, COLUMNS, empty);
    return prompts;
  }
}
