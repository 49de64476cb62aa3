import * as Args from '@oclif/core/args';
import type { RotatedTokenView } from '../../../../../api/identities.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { fateOfOldToken, ROTATION_FLAGS, rotationRequest } from '../../rotation.js';

export default class RotateUser extends BaseCommand<typeof RotateUser> {
  static override summary = 'Give a user a new access token and print how they sign in.';
  static override description =
    'The new token is generated and printed once. With --grace the old one stays good for a time, so that the user can change over without an interruption.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> alice --grace 24h',
    '<%= config.bin %> <%= command.id %> alice --expires-in 90d',
  ];
  static override args = {
    username: Args.string({ required: true, ignoreStdin: true, description: 'the name of the user' }),
  };
  static override flags = ROTATION_FLAGS;

  async run(): Promise<RotatedTokenView> {
    const { username } = this.args;
    const api = await this.api();
    const rotated = await api.call('POST /api/v0/users/:username/rotate', {
      params: { username },
      body: rotationRequest(this.flags),
    });
    this.log(`User ${username} has a new access token, shown only now. They sign in with this command:`);
    this.log(`  mcpjungle login ${rotated.access_token}`);
    this.log(fateOfOldToken(rotated));
    return rotated;
  }
}
