import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ToolView } from '../../../../api/tools.js';
import { BaseCommand } from '../../../lib/base-command.js';
import type { Column } from '../../../lib/table.js';

const COLUMNS: Column<ToolView>[] = [
  { header: 'NAME', value: ({ name }) => name },
  { header: 'DESCRIPTION', value: ({ description }) => description, flexible: true },
];

export default class Search extends BaseCommand<typeof Search> {
  static override summary = 'Find tools by words.';
  static override description =
    'Looks in names, titles, descriptions and parameter names of the enabled tools, and prints a line for each tool found, the best match first. Beginnings of words do, and slips of the finger are forgiven.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> create issue',
    '<%= config.bin %> <%= command.id %> weather --limit 3',
  ];
  /** Further words follow. */
  static override strict = false;
  static override args = {
    words: Args.string({ required: true, ignoreStdin: true, description: 'what the tools are to be about' }),
  };
  static override flags = {
    limit: Flags.integer({
      min: 1,
      max: 100,
      helpValue: '<number>',
      description: 'how many at most (default: 20)',
    }),
  };

  async run(): Promise<ToolView[]> {
    const q = this.words.join(' ');
    const api = await this.api();
    const tools = await api.call('GET /api/v0/tools/search', { query: { q, limit: this.flags.limit } });
    await this.table(tools, COLUMNS, `No tool matches ${JSON.stringify(q)}.`);
    return tools;
  }
}
