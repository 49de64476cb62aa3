import { BaseCommand } from '../../../lib/base-command.js';
import { TOKEN_VARIABLE } from '../../../lib/connection.js';
import { tokenFromEnvironment } from '../../../lib/environment.js';

interface LoggedOut {
  registry_url: string;
  /** False when no token was stored. */
  removed: boolean;
  config_file: string;
}

export default class Logout extends BaseCommand<typeof Logout> {
  static override summary = 'Forget the stored access token.';
  static override description =
    'Removes the token for this server from the config file. The token itself stays valid: an administrator can delete the user.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<LoggedOut> {
    const { url } = await this.connection();
    const { path } = this.configFile;
    const removed = await this.configFile.forget(url);
    this.log(
      removed
        ? `The access token for ${url} is removed from ${path}.`
        : `${path} holds no access token for ${url}.`,
    );
    if (tokenFromEnvironment()) {
      this.warn(`${TOKEN_VARIABLE} is still set; commands go on using its token`);
    }
    return { registry_url: url, removed, config_file: path };
  }
}
