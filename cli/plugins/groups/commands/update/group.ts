import type { UpdatedGroupView, GroupDefinition } from '../../../../../api/groups.js';
import { GROUP_FILE } from '../../../../../definitions/shapes.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { readDefinition } from '../../../../lib/definition-file.js';
import { confFlag } from '../../../../lib/definition-flags.js';
import { groupChanges } from '../../group-changes.js';

export default class UpdateGroup extends BaseCommand<typeof UpdateGroup> {
  static override summary = 'Replace the definition of a group.';
  static override description =
    'The file is the whole definition: what it does not list is not in the group any more. Prints what changed, item by item. Agents that use the group see the change on their next request.';
  static override examples = ['<%= config.bin %> <%= command.id %> --conf research.json'];
  static override flags = { conf: confFlag({ required: true }) };

  async run(): Promise<UpdatedGroupView> {
    const { name, ...body } = await readDefinition<GroupDefinition>(this.flags.conf, GROUP_FILE);
    const api = await this.api();
    const updated = await api.call('PUT /api/v0/tool-groups/:name', { params: { name }, body });
    for (const warning of updated.warnings) this.warn(warning);
    const changes = groupChanges(updated.old, updated.new);
    if (changes.length === 0) this.log(`No changes detected for group ${name}. Nothing was updated.`);
    else this.log([`Group ${name} is updated.`, ...changes.map((change) => `  ${change}`)].join('\n'));
    return updated;
  }
}
