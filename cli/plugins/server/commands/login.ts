import * as Args from '@oclif/core/args';
import type { WhoamiView } from '../../../../api/identities.js';
import { typedToken } from '../../../lib/access-token.js';
import { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { TOKEN_VARIABLE } from '../../../lib/connection.js';
import { tokenFromEnvironment } from '../../../lib/environment.js';

interface LoggedIn extends WhoamiView {
  registry_url: string;
  config_file: string;
}

export default class Login extends BaseCommand<typeof Login> {
  static override summary = 'Sign in with an access token.';
  static override description =
    'Asks the server whose token it is, then stores the token and the address of the server, so that later commands need neither. A token that the server does not accept is not stored. The stored token of another server is kept.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> mcpj_u_…',
    {
      description: "Keep the token out of the shell's history:",
      command: '<%= config.bin %> <%= command.id %> - < token.txt',
    },
    '<%= config.bin %> --registry http://your-server:8080 <%= command.id %> mcpj_u_…',
  ];
  static override args = {
    'access-token': Args.string({
      required: true,
      ignoreStdin: true,
      description: 'the token an administrator gave you; `-` reads it from standard input',
    }),
  };

  async run(): Promise<LoggedIn> {
    const { url } = await this.connection();
    const token = await typedToken(this.args['access-token']);
    const api = new ApiClient({ url, token });
    const me = await api.call('GET /api/v0/users/whoami');
    await this.configFile.store({ url, accessToken: token });
    this.log(`You are signed in to ${url} as ${me.username}.`);
    if (me.role === 'admin') this.log('You are an administrator.');
    this.log(`The access token is stored in ${this.configFile.path}.`);
    this.warnOfVariable();
    return { ...me, registry_url: url, config_file: this.configFile.path };
  }

  private warnOfVariable(): void {
    if (tokenFromEnvironment()) {
      this.warn(`${TOKEN_VARIABLE} is set; its token is used instead of the stored one`);
    }
  }
}
