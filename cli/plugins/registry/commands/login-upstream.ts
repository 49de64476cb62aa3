import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { RegisteredServerView } from '../../../../api/servers.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { isLoopback } from '../../../lib/callback-listener.js';
import { signInWith } from '../../../lib/sign-in.js';
import { CONNECT_TIMEOUT_MS } from '../server-flags.js';

export default class LoginUpstream extends BaseCommand<typeof LoginUpstream> {
  static override summary = 'Sign in at an MCP server again.';
  static override description =
    'For an MCP server that wants its users to sign in by OAuth, when what it granted is gone. With one account for all an admin signs in; where everyone has their own, you sign in for yourself.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> github',
    '<%= config.bin %> <%= command.id %> github --no-browser',
  ];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the server' }),
  };
  static override flags = {
    'no-browser': Flags.boolean({ description: 'never open a browser; print the URL (default: false)' }),
  };

  async run(): Promise<RegisteredServerView> {
    const { name } = this.args;
    const api = await this.api();
    const { oauth_client_id, oauth_redirect_uri } = await api.call('GET /api/v0/servers/:name', {
      params: { name },
    });
    // A client that was registered by hand may come back only to where it was registered for. An address of the
    // machine that a server was registered from is nobody's any more.
    const isFixed =
      oauth_redirect_uri !== undefined && (oauth_client_id !== undefined || !isLoopback(oauth_redirect_uri));
    const options = {
      api,
      noBrowser: this.flags['no-browser'],
      tell: (line: string) => this.note(line),
    };
    const signedIn = await signInWith({ ...options, isFixed }, (redirectUri) =>
      api.call('POST /api/v0/servers/:name/authorize', {
        params: { name },
        body: { oauth_redirect_uri: redirectUri },
        timeoutMs: CONNECT_TIMEOUT_MS,
      }),
    );
    this.log(`Signed in at ${name}.`);
    return signedIn;
  }
}
