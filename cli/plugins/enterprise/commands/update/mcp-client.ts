import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { UpdatedMcpClientView, UpdateMcpClientRequest } from '../../../../../api/identities.js';
import { typedToken } from '../../../../lib/access-token.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { durationTextFlag } from '../../../../lib/duration.js';
import { UsageError } from '../../../../lib/errors.js';
import { GRANT_FLAGS, grantFields } from '../../grant-flags.js';
import { endOf } from '../../rotation.js';

export default class UpdateMcpClient extends BaseCommand<typeof UpdateMcpClient> {
  static override summary = 'Change an MCP client: what it may reach, its owner, token or expiry.';
  static override description =
    'What is not named stays as it is; an empty text empties a list, or takes the owner away. Open sessions see other grants on their next request. A token that is replaced is refused at once; `<%= config.bin %> rotate mcp-client` leaves time to change over.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> claude-desktop --allow "github, jira" --deny-tool "*__delete_*"',
    '<%= config.bin %> <%= command.id %> claude-desktop --allow-group ""',
  ];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the client' }),
  };
  static override flags = {
    ...GRANT_FLAGS,
    description: Flags.string({ helpValue: '<text>', description: 'what it is for' }),
    'access-token': Flags.string({
      helpValue: '<token>',
      description: 'a token in the place of its own; `-` reads it from standard input',
    }),
    'expires-in': durationTextFlag({ description: 'how long the token lives from now on, such as 90d' }),
  };

  async run(): Promise<UpdatedMcpClientView> {
    const body = await this.request();
    const api = await this.api();
    const { name } = this.args;
    const client = await api.call('PUT /api/v0/clients/:name', { params: { name }, body });
    for (const warning of client.warnings) this.warn(warning);
    if (body.allow_list?.includes('*')) {
      this.warn(`"*" lets ${name} reach every server, also those registered later`);
    }
    this.log(`MCP client ${name} is updated.`);
    if (body.expires_in !== undefined) this.log(`Its access token ${endOf(client)}.`);
    if (body.access_token !== undefined) this.log('Its old access token is refused from now on.');
    return client;
  }

  private async request(): Promise<UpdateMcpClientRequest> {
    const { description, owner, 'access-token': token, 'expires-in': expiresIn } = this.flags;
    const changes = {
      ...grantFields(this.flags),
      description,
      owner: owner === '' ? null : owner,
      expires_in: expiresIn,
      access_token: token === undefined ? undefined : await typedToken(token),
    };
    if (Object.values(changes).some((value) => value !== undefined)) return changes;
    const flags = Object.keys(UpdateMcpClient.flags).map((flag) => `--${flag}`);
    throw new UsageError(`nothing to change; needed is one of ${flags.join(', ')}`);
  }
}
