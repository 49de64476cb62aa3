import type { UserView } from '../../../../../api/identities.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { dayColumn, expiryColumn, timeColumn } from '../../../../lib/columns.js';
import type { Column } from '../../../../lib/table.js';

const COLUMNS: Column<UserView>[] = [
  { header: 'NAME', value: ({ username }) => username },
  { header: 'ROLE', value: ({ role }) => role },
  dayColumn('CREATED', ({ created_at }) => created_at),
  timeColumn('LAST USED', ({ last_used_at }) => last_used_at),
  expiryColumn(),
];

export default class ListUsers extends BaseCommand<typeof ListUsers> {
  static override summary = 'List users.';
  static override description =
    'Prints a line for each user: name, role, when they were created and last seen, and when their access token expires.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<UserView[]> {
    const api = await this.api();
    const users = await api.call('GET /api/v0/users');
    await this.table(users, COLUMNS, 'There are no users yet; see `mcpjungle create user --help`.');
    return users;
  }
}
