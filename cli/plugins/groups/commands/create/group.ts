import type { CreatedGroupView, GroupDefinition } from '../../../../../api/groups.js';
import { GROUP_FILE } from '../../../../../definitions/shapes.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { readDefinition } from '../../../../lib/definition-file.js';
import { confFlag } from '../../../../lib/definition-flags.js';

export default class CreateGroup extends BaseCommand<typeof CreateGroup> {
  static override summary = 'Create a group of tools, prompts and resources.';
  static override description =
    'A group shows a part of what is offered under endpoints of its own, and can be granted to MCP clients. Everything that it includes by name has to exist and be enabled.';
  static override examples = ['<%= config.bin %> <%= command.id %> --conf research.json'];
  static override flags = { conf: confFlag({ required: true }) };

  async run(): Promise<CreatedGroupView> {
    const body = await readDefinition<GroupDefinition>(this.flags.conf, GROUP_FILE);
    const api = await this.api();
    const created = await api.call('POST /api/v0/tool-groups', { body });
    for (const warning of created.warnings) this.warn(warning);
    this.log(`Group ${body.name} is created.`);
    this.log(`Streamable HTTP: ${created.streamable_http_endpoint}`);
    this.log(`HTTP+SSE: ${created.sse_endpoint} and ${created.sse_message_endpoint}`);
    return created;
  }
}
