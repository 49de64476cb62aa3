import type { GroupView } from '../../../../../api/groups.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import type { Column } from '../../../../lib/table.js';

const COLUMNS: Column<GroupView>[] = [
  { header: 'NAME', value: ({ name }) => name },
  { header: 'DESCRIPTION', value: ({ description }) => description, flexible: true },
];

export default class ListGroups extends BaseCommand<typeof ListGroups> {
  static override summary = 'List groups.';
  static override description = 'Prints a line for each group: its name and description.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<GroupView[]> {
    const api = await this.api();
    const groups = await api.call('GET /api/v0/tool-groups');
    await this.table(groups, COLUMNS, 'There are no groups yet; see `mcpjungle create group --help`.');
    return groups;
  }
}
