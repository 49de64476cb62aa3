import * as Flags from '@oclif/core/flags';
import type { RegisteredServerView, ServerDefinition, SessionMode } from '../../../../api/servers.js';
import { during } from '../../../lib/activity.js';
import type { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { count } from '../../../lib/count.js';
import { readDefinition } from '../../../lib/definition-file.js';
import { confFlag } from '../../../lib/definition-flags.js';
import { CommandError, UsageError } from '../../../lib/errors.js';
import { SERVER_FILE } from '../../../../definitions/shapes.js';
import { signingIn, type SignInOptions } from '../../../lib/sign-in.js';
import { oneLine } from '../../../lib/terminal.js';
import { CONNECT_TIMEOUT_MS, SERVER_FLAGS } from '../server-flags.js';

export default class Register extends BaseCommand<typeof Register> {
  static override summary = 'Register an MCP server.';
  static override description =
    'Connects to the MCP server, stores it and reads its tools, prompts and resources; when that fails, nothing is stored. Without --conf it is a streamable HTTP server and needs --name and --url.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --name time --url http://127.0.0.1:8000/mcp',
    '<%= config.bin %> <%= command.id %> --name github --url https://api.githubcopilot.com/mcp --bearer-token ghp_your_token',
    '<%= config.bin %> <%= command.id %> --conf github.json --force',
  ];
  static override flags = {
    name: Flags.string({ helpValue: '<name>', description: 'its name here, unique' }),
    ...SERVER_FLAGS,
    force: Flags.boolean({
      description: 'replace a server of that name, once the new one has answered (default: false)',
    }),
    conf: confFlag(),
  };

  async run(): Promise<RegisteredServerView> {
    const definition = await this.definition();
    const api = await this.api();
    const { force } = this.flags;
    const send = (redirectUri = definition.oauth_redirect_uri) => {
      const body = { ...definition, oauth_redirect_uri: redirectUri };
      return during(`Connecting to ${definition.name}`, ({ signal }) =>
        api.call('POST /api/v0/servers', {
          body,
          query: { force },
          signal,
          timeoutMs: CONNECT_TIMEOUT_MS,
        }),
      );
    };
    const registered = await signingIn(this.signInOptions(api), send).catch(explainConflict);
    for (const warning of registered.warnings) this.warn(warning);
    if (!this.jsonEnabled()) await this.present(registered, api);
    return registered;
  }

  private signInOptions(api: ApiClient): SignInOptions {
    return { api, noBrowser: this.flags['no-browser'], tell: (line) => this.note(line) };
  }

  private async definition(): Promise<ServerDefinition> {
    const {
      conf,
      name,
      url,
      description,
      'bearer-token': bearerToken,
      'session-mode': sessionMode,
    } = this.flags;
    if (conf !== undefined) {
      this.warnIgnored(conf);
      return readDefinition<ServerDefinition>(conf, SERVER_FILE);
    }
    if (name === undefined || url === undefined) {
      throw new UsageError(
        `missing ${name === undefined ? '--name' : '--url'}; needed are --name and --url, or --conf <file>`,
      );
    }
    const mode = sessionMode as SessionMode | undefined;
    return {
      name,
      transport: 'streamable_http',
      url,
      description,
      bearer_token: bearerToken,
      session_mode: mode,
    };
  }

  private async present({ server }: RegisteredServerView, api: ApiClient): Promise<void> {
    const query = { server: server.name };
    const [tools, prompts, resources] = await Promise.all([
      api.call('GET /api/v0/tools', { query }),
      api.call('GET /api/v0/prompts', { query }),
      api.call('GET /api/v0/resources', { query }),
    ]);
    this.log(`Registered ${server.name}. It provides:`);
    this.list('tool', tools);
    this.list('prompt', prompts);
    this.list('resource', resources);
  }

  private list(kind: string, items: { name: string }[]): void {
    this.log(count(items.length, kind));
    for (const { name } of items) this.log(`  ${oneLine(name)}`);
  }
}

function explainConflict(error: unknown): never {
  if (!(error instanceof CommandError) || error.code !== 'conflict') throw error;
  const { code, status } = error;
  throw new CommandError(`${error.message}; --force replaces it`, { code, status, cause: error });
}
