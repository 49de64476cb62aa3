import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { UpdateUserRequest, UserRole, UserView } from '../../../../../api/identities.js';
import { typedToken } from '../../../../lib/access-token.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { durationTextFlag } from '../../../../lib/duration.js';
import { UsageError } from '../../../../lib/errors.js';
import { endOf } from '../../rotation.js';

export default class UpdateUser extends BaseCommand<typeof UpdateUser> {
  static override summary = 'Change a user: token, role or expiry.';
  static override description =
    'What is not named stays as it is. A token that is replaced is refused at once; `<%= config.bin %> rotate user` leaves time to change over. The last admin has to stay one.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> alice --role admin',
    '<%= config.bin %> <%= command.id %> alice --expires-in 90d',
    '<%= config.bin %> <%= command.id %> alice --access-token - < token.txt',
  ];
  static override args = {
    username: Args.string({ required: true, ignoreStdin: true, description: 'the name of the user' }),
  };
  static override flags = {
    'access-token': Flags.string({
      helpValue: '<token>',
      description: 'a token in the place of theirs; `-` reads it from standard input',
    }),
    role: Flags.string({
      options: ['user', 'admin'] satisfies UserRole[],
      description: 'what they may do',
    }),
    'expires-in': durationTextFlag({ description: 'how long the token lives from now on, such as 90d' }),
  };

  async run(): Promise<UserView> {
    const body = await this.request();
    const api = await this.api();
    const user = await api.call('PUT /api/v0/users/:username', {
      params: { username: this.args.username },
      body,
    });
    this.log(`User ${user.username} is updated.`);
    if (body.role !== undefined) this.log(`Their role is ${user.role}.`);
    if (body.expires_in !== undefined) this.log(`Their access token ${endOf(user)}.`);
    if (body.access_token !== undefined) this.log('Their old access token is refused from now on.');
    return user;
  }

  private async request(): Promise<UpdateUserRequest> {
    const { role, 'access-token': token, 'expires-in': expiresIn } = this.flags;
    if (role === undefined && token === undefined && expiresIn === undefined) {
      throw new UsageError('nothing to change; needed is one of --access-token, --role, --expires-in');
    }
    return {
      role: role as UserRole | undefined,
      access_token: token === undefined ? undefined : await typedToken(token),
      expires_in: expiresIn,
    };
  }
}
