import * as Args from '@oclif/core/args';
import type {
  ServerDefinition,
  ServerView,
  SessionMode,
  UpdatedServerView,
} from '../../../../../api/servers.js';
import { during } from '../../../../lib/activity.js';
import type { ApiClient } from '../../../../lib/api-client.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { count } from '../../../../lib/count.js';
import { readDefinition } from '../../../../lib/definition-file.js';
import { confFlag } from '../../../../lib/definition-flags.js';
import { UsageError } from '../../../../lib/errors.js';
import { signingIn } from '../../../../lib/sign-in.js';
import { SERVER_FILE } from '../../../../../definitions/shapes.js';
import { CONNECT_TIMEOUT_MS, SERVER_FLAGS } from '../../server-flags.js';

export default class UpdateServer extends BaseCommand<typeof UpdateServer> {
  static override summary = 'Change an MCP server in place.';
  static override description =
    'Connects to the MCP server as it is defined now and reads what it provides; when that fails, nothing changes. Clients keep their access; items that were disabled or given another name stay so. With flags, what is not named stays as it is; a file is the whole definition.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> github --bearer-token ghp_your_new_token',
    '<%= config.bin %> <%= command.id %> --conf github.json',
  ];
  static override args = {
    name: Args.string({
      ignoreStdin: true,
      description: 'the name of the server; with --conf the file has it',
    }),
  };
  static override flags = { ...SERVER_FLAGS, conf: confFlag() };

  async run(): Promise<UpdatedServerView> {
    const { conf } = this.flags;
    if (conf !== undefined) this.warnIgnored(conf);
    const inFile = conf === undefined ? undefined : await readDefinition<ServerDefinition>(conf, SERVER_FILE);
    const changes = inFile ? undefined : this.changes();
    const api = await this.api();
    const { name, ...body } = inFile ?? { ...(await this.current(api)), ...changes };
    const send = (redirectUri = body.oauth_redirect_uri) =>
      during(`Connecting to ${name}`, ({ signal }) =>
        api.call('PUT /api/v0/servers/:name', {
          params: { name },
          body: { ...body, oauth_redirect_uri: redirectUri },
          signal,
          timeoutMs: CONNECT_TIMEOUT_MS,
        }),
      );
    const noBrowser = this.flags['no-browser'];
    const tell = (line: string) => this.note(line);
    const answer = await signingIn({ api, noBrowser, tell }, send);
    const updated = 'server' in answer ? { ...answer.server, warnings: answer.warnings } : answer;
    for (const warning of updated.warnings) this.warn(warning);
    const { tools, prompts, resources } = updated;
    const offer = `${count(tools, 'tool')}, ${count(prompts, 'prompt')} and ${count(resources, 'resource')}`;
    this.log(`Updated ${name}. It provides ${offer}.`);
    return updated;
  }

  /** What the flags say. */
  private changes(): Partial<ServerDefinition> {
    const { url, description, 'bearer-token': bearerToken, 'session-mode': sessionMode } = this.flags;
    const changes = {
      url,
      description,
      bearer_token: bearerToken,
      session_mode: sessionMode as SessionMode | undefined,
    };
    if (this.args.name === undefined)
      throw new UsageError('missing NAME; needed is a name, or --conf <file>');
    const named = Object.entries(changes).filter(([, value]) => value !== undefined);
    if (named.length > 0) return Object.fromEntries(named);
    throw new UsageError(
      'nothing to change; needed is one of --url, --description, --bearer-token, --session-mode, --conf',
    );
  }

  private async current(api: ApiClient): Promise<ServerDefinition> {
    const { name = '' } = this.args;
    return definitionIn(await api.call('GET /api/v0/servers/:name', { params: { name } }));
  }
}

/** What of a server's view its definition is; masked secrets stand for those that are stored. */
function definitionIn(server: ServerView): ServerDefinition {
  const fields = Object.entries(server).filter(([key]) => Object.hasOwn(SERVER_FILE, key));
  return Object.fromEntries(fields) as unknown as ServerDefinition;
}
