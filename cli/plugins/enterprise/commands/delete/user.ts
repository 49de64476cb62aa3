import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../../../lib/base-command.js';

interface DeletedUser {
  username: string;
  deleted: true;
}

export default class DeleteUser extends BaseCommand<typeof DeleteUser> {
  static override summary = 'Delete a user and cut them off at once.';
  static override description =
    'The next request with their access token is refused. The last admin cannot be deleted.';
  static override examples = ['<%= config.bin %> <%= command.id %> alice'];
  static override args = {
    username: Args.string({ required: true, ignoreStdin: true, description: 'the name of the user' }),
  };

  async run(): Promise<DeletedUser> {
    const { username } = this.args;
    const api = await this.api();
    await api.call('DELETE /api/v0/users/:username', { params: { username } });
    this.log(`User ${username} is deleted. Their access token is refused from now on.`);
    return { username, deleted: true };
  }
}
