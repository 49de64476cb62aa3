import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../../../lib/base-command.js';

interface DeletedGroup {
  name: string;
  /** False when there was no such group. */
  deleted: boolean;
}

export default class DeleteGroup extends BaseCommand<typeof DeleteGroup> {
  static override summary = 'Delete a group.';
  static override description =
    'Its endpoints are gone, and MCP clients to which it was granted lose what they reach by it alone. It is no error when there is no such group.';
  static override examples = ['<%= config.bin %> <%= command.id %> research'];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the group' }),
  };

  async run(): Promise<DeletedGroup> {
    const { name } = this.args;
    const api = await this.api();
    const groups = await api.call('GET /api/v0/tool-groups');
    await api.call('DELETE /api/v0/tool-groups/:name', { params: { name } });
    const deleted = groups.some((group) => group.name === name);
    this.log(
      deleted ? `Group ${name} is deleted, and its endpoints are gone.` : `There was no group named ${name}.`,
    );
    return { name, deleted };
  }
}
