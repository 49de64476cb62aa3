import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { CLIENT_NAMES, type ClientName, configOf, type Endpoint, renderConfig } from '../client-configs.js';
import { findClient } from '../find-client.js';

interface Connected {
  client: ClientName;
  url: string;
  /** Null in development mode, which needs no token. */
  token_variable: string | null;
  file: string;
  format: 'json' | 'toml';
  /** What belongs into the file: as an object, and as text. */
  config: object;
  text: string;
}

export default class Connect extends BaseCommand<typeof Connect> {
  static override summary = 'Show how an MCP client is told of this server.';
  static override description =
    'Prints what belongs into the configuration of the client, with the access token as a reference to an environment variable, never the token itself. On a terminal and in pipes alike the configuration alone goes to standard output.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> claude-code --mcp-client alice-laptop',
    '<%= config.bin %> <%= command.id %> cursor --group research',
    '<%= config.bin %> <%= command.id %> vscode > .vscode/mcp.json',
  ];
  static override args = {
    client: Args.string({
      required: true,
      ignoreStdin: true,
      options: CLIENT_NAMES,
      description: `the client: ${CLIENT_NAMES.join(', ')}`,
    }),
  };
  static override flags = {
    'mcp-client': Flags.string({
      helpValue: '<name>',
      description: 'the MCP client on this server whose token it will use',
    }),
    group: Flags.string({ helpValue: '<name>', description: 'the group of tools to show, and no others' }),
  };

  async run(): Promise<Connected> {
    const api = await this.api();
    const endpoint = await this.endpoint(api);
    const client = this.args.client as ClientName;
    const config = configOf(client);
    const text = renderConfig(config, endpoint);
    this.log(text);
    this.explain(config, endpoint);
    return {
      client,
      url: endpoint.url,
      token_variable: endpoint.tokenVariable ?? null,
      file: config.file,
      format: config.format,
      config: config.content(endpoint),
      text,
    };
  }

  private async endpoint(api: ApiClient): Promise<Endpoint> {
    const { 'mcp-client': mcpClient, group } = this.flags;
    const { mode } = await api.call('GET /metadata');
    if (mcpClient !== undefined) await findClient(api, mcpClient);
    if (group !== undefined) await api.call('GET /api/v0/tool-groups/:name', { params: { name: group } });
    const { url } = api.connection;
    return {
      name: group === undefined ? 'mcpjungle' : `mcpjungle-${group}`,
      url: group === undefined ? `${url}/mcp` : `${url}/v0/groups/${group}/mcp`,
      tokenVariable: mode === 'development' ? undefined : tokenVariable(mcpClient),
    };
  }

  private explain(
    { title, file, note, tokenHint = setVariable }: ReturnType<typeof configOf>,
    { tokenVariable }: Endpoint,
  ): void {
    if (this.jsonEnabled()) return;
    this.note(`${title} reads it from ${file}.`);
    if (note !== undefined) this.note(note);
    if (tokenVariable === undefined) return;
    const { 'mcp-client': name = '<name>' } = this.flags;
    this.note(`${tokenHint(tokenVariable)}; for a new one: mcpjungle rotate mcp-client ${name}`);
  }
}

function setVariable(variable: string): string {
  return `Set ${variable} to the client's access token`;
}

/** Of its own for each MCP client, so that several can be used on one machine. */
function tokenVariable(client: string | undefined): string {
  if (client === undefined) return 'MCPJUNGLE_CLIENT_TOKEN';
  return `MCPJUNGLE_TOKEN_${client.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
}
