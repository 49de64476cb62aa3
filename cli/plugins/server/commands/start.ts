import { CLIError } from '@oclif/core/errors';
import * as Flags from '@oclif/core/flags';
import type { ServerMode } from '../../../../api/system.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { CommandError } from '../../../lib/errors.js';

interface Started {
  mode: ServerMode;
  /** What and where, without secrets. */
  database: string;
  initialized: boolean;
  gateway_url: string;
  api_docs_url: string;
}

export default class Start extends BaseCommand<typeof Start> {
  static override summary = 'Run the server until it is told to stop.';
  static override description =
    'Every option of the server is an environment variable; these flags win over theirs. SIGTERM and SIGINT (Ctrl-C) let running calls end, for 30 seconds at most; a second one ends the server at once. With --json one document a line.';
  static override examples = [
    {
      description: 'For one person, without access control:',
      command: '<%= config.bin %> <%= command.id %>',
    },
    {
      description: 'For an organisation, with users, MCP clients and access tokens:',
      command: '<%= config.bin %> <%= command.id %> --enterprise',
    },
    '<%= config.bin %> <%= command.id %> --port 9000 --sqlite-db-path /var/lib/mcpjungle/mcpjungle.db',
  ];
  static override flags = {
    port: Flags.integer({
      min: 0,
      max: 65_535,
      helpValue: '<port>',
      description: 'the TCP port; else PORT, 8080',
    }),
    host: Flags.string({
      helpValue: '<address>',
      description:
        'the address to listen on; else HOST, 127.0.0.1 in development, 0.0.0.0 in enterprise mode',
    }),
    enterprise: Flags.boolean({ description: 'enterprise mode; else SERVER_MODE, development' }),
    'sqlite-db-path': Flags.string({
      helpValue: '<file>',
      description: 'the SQLite database; else SQLITE_DB_PATH, ./mcpjungle.db',
    }),
    'database-url': Flags.string({
      helpValue: '<url>',
      description:
        'mysql://…, mariadb://…, postgres://… or sqlite:<path>, before any other; else DATABASE_URL',
    }),
    prod: Flags.boolean({ hidden: true, deprecated: { message: '--prod is deprecated: use --enterprise' } }),
  };

  async run(): Promise<void> {
    const started = await this.start();
    if (this.jsonEnabled()) process.stdout.write(`${JSON.stringify(started)}\n`);
    else this.log(inWords(started));
  }

  /** Loads the server here alone, after the configuration: it is many times the size of everything else. */
  private async start(): Promise<Started> {
    const { loadConfig } = await import('../../../../server/config/load-config.js');
    const config = loadConfig({ flags: this.configFlags() });
    const { describeDatabase } = await import('../../../../server/config/database-target.js');
    const { endOnSignals, startServer } = await import('../../../../server/start.js');
    const server = await startServer(config);
    endOnSignals(server);
    return {
      mode: config.SERVER_MODE,
      database: describeDatabase(config.database),
      initialized: server.initialized,
      gateway_url: `${server.url}/mcp`,
      api_docs_url: `${server.url}/docs`,
    };
  }

  private configFlags() {
    const { port, host, enterprise, prod, ...flags } = this.flags;
    return {
      port,
      host,
      enterprise: enterprise || prod,
      sqliteDbPath: flags['sqlite-db-path'],
      databaseUrl: flags['database-url'],
    };
  }

  /** The server says itself in one line why it cannot start. */
  protected override catch(error: Error): Promise<never> {
    const known = error instanceof CommandError || error instanceof CLIError;
    const failure = new CommandError(`cannot start: ${error.message}`, {
      code: 'start_failed',
      cause: error,
    });
    return super.catch(known ? error : failure);
  }
}

function inWords({ mode, database, initialized, gateway_url: gateway, api_docs_url: docs }: Started): string {
  const lines = [
    `mcpjungle runs in ${mode} mode.`,
    `  Database  ${database}`,
    `  Gateway   ${gateway}`,
    `  API docs  ${docs}`,
  ];
  const registry = new URL(gateway).origin;
  if (!initialized)
    lines.push(`It is not initialized yet. Run once: mcpjungle --registry ${registry} init-server`);
  return lines.join('\n');
}
