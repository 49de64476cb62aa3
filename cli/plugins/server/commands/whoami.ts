import type { WhoamiView } from '../../../../api/identities.js';
import { BaseCommand } from '../../../lib/base-command.js';

interface Whoami extends WhoamiView {
  registry_url: string;
  /** The variable or file that the access token came from. */
  token_source: string | null;
}

export default class WhoamiCommand extends BaseCommand<typeof WhoamiCommand> {
  static override summary = 'Show who you are to the server.';
  static override description = 'Prints your name and role, and where the access token was found.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Whoami> {
    const api = await this.api();
    const me = await api.call('GET /api/v0/users/whoami');
    const { url, tokenSource = null } = api.connection;
    this.log(`${me.username} (${me.role}) at ${url}`);
    this.log(`access token from ${tokenSource}`);
    return { ...me, registry_url: url, token_source: tokenSource };
  }
}
