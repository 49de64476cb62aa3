import * as Args from '@oclif/core/args';
import type { RotatedTokenView } from '../../../../../api/identities.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { fateOfOldToken, ROTATION_FLAGS, rotationRequest } from '../../rotation.js';

export default class RotateMcpClient extends BaseCommand<typeof RotateMcpClient> {
  static override summary = 'Give an MCP client a new access token and print it.';
  static override description =
    'The new token is generated and printed once. With --grace the old one stays good for a time, so that the agent can change over without an interruption; then it is refused, and streams opened with it end.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> claude-desktop --grace 24h',
    '<%= config.bin %> <%= command.id %> claude-desktop --expires-in 90d',
  ];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the client' }),
  };
  static override flags = ROTATION_FLAGS;

  async run(): Promise<RotatedTokenView> {
    const { name } = this.args;
    const api = await this.api();
    const rotated = await api.call('POST /api/v0/clients/:name/rotate', {
      params: { name },
      body: rotationRequest(this.flags),
    });
    this.log(`MCP client ${name} has a new access token, shown only now:\n  ${rotated.access_token}`);
    this.log(fateOfOldToken(rotated));
    return rotated;
  }
}
