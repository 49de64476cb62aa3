import * as Args from '@oclif/core/args';
import type { GroupDetailView } from '../../../../../api/groups.js';
import { BaseCommand } from '../../../../lib/base-command.js';

export default class GetGroup extends BaseCommand<typeof GetGroup> {
  static override summary = 'Show a group.';
  static override description =
    'Prints what the group includes and excludes, and where agents find it. `list tools --group` prints the tools that can be used now.';
  static override examples = ['<%= config.bin %> <%= command.id %> research'];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the group' }),
  };

  async run(): Promise<GroupDetailView> {
    const api = await this.api();
    const params = { name: this.args.name };
    const group = await api.call('GET /api/v0/tool-groups/:name', { params });
    await this.fields(Object.entries(group));
    return group;
  }
}
