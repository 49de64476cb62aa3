import type { InitView } from '../../../../api/system.js';
import { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { initTokenFromEnvironment } from '../../../lib/environment.js';
import { CommandError } from '../../../lib/errors.js';
import { INIT_TOKEN } from '../../../lib/refusal.js';

interface Initialized extends InitView {
  registry_url: string;
  /** Null when the token could not be stored. */
  config_file: string | null;
}

export default class InitServer extends BaseCommand<typeof InitServer> {
  static override summary = 'Initialize a fresh enterprise server.';
  static override description =
    "Run this once against a new server started with `<%= config.bin %> start --enterprise`. It creates the first administrator, named admin, and stores the server's address and the admin's access token in the config file. A server started with INIT_TOKEN wants to see that token: put it in MCPJUNGLE_INIT_TOKEN.";
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> --registry http://your-server:8080 <%= command.id %>',
  ];

  async run(): Promise<Initialized> {
    const { url } = await this.connection();
    // The token is shown to nobody again, so nothing may be in the way of keeping it.
    await this.configFile.assertWritable();
    const created = await this.initialize(url);
    const stored = await this.store(url, created.admin_access_token);
    if (stored) {
      this.log(`The server at ${url} is initialized. You are its administrator, admin.`);
      this.log(`The admin access token is stored in ${this.configFile.path}.`);
    }
    return { ...created, registry_url: url, config_file: stored ? this.configFile.path : null };
  }

  private async initialize(url: string): Promise<InitView> {
    const api = new ApiClient({ url, token: initTokenFromEnvironment(), tokenSource: INIT_TOKEN });
    const { mode } = await api.call('GET /metadata');
    if (mode === 'development') {
      throw new CommandError(
        `${url} runs in development mode, which needs no initialization; for users and access control start it with \`mcpjungle start --enterprise\``,
        { code: 'enterprise_only' },
      );
    }
    return api.call('POST /init', { body: { mode: 'enterprise' } });
  }

  private async store(url: string, accessToken: string): Promise<boolean> {
    try {
      await this.configFile.store({ url, accessToken });
      return true;
    } catch (error) {
      this.warn(error as Error);
      this.log(`The server at ${url} is initialized. Keep its admin access token, it is not shown again:`);
      this.log(accessToken);
      process.exitCode = 1;
      return false;
    }
  }
}
