import { Flags } from '@oclif/core';
import type { ServerMode } from '../../../../api/system.js';
import { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { CommandError } from '../../../lib/errors.js';
import { stopRequest } from '../stop-request.js';

interface Started {
  event: 'started';
  mode: ServerMode;
  /** What and where, without secrets. */
  database: string;
  initialized: boolean;
  gateway_url: string;
  api_docs_url: string;
}

type StartEvent = Started | { event: 'stopping'; signal: string } | { event: 'stopped' };

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
    '<%= config.bin %> <%= command.id %> --port 9000 --database-url mysql://user:password@db/mcpjungle',
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
      exclusive: ['database-url'],
    }),
    'database-url': Flags.string({
      helpValue: '<url>',
      description: 'mysql://…, mariadb://…, postgres://… or sqlite:<path>; else DATABASE_URL',
    }),
    prod: Flags.boolean({ hidden: true, deprecated: { message: '--prod is deprecated: use --enterprise' } }),
  };

  async run(): Promise<void> {
    const { server, mode, database } = await this.start();
    const { url } = server;
    const initialized = await isInitialized(url);
    this.announce({
      event: 'started',
      mode,
      database,
      initialized,
      gateway_url: `${url}/mcp`,
      api_docs_url: `${url}/docs`,
    });
    const { signal, again } = await stopRequest();
    void again.then(() => process.exit(1));
    this.announce({ event: 'stopping', signal });
    await server.close();
    this.announce({ event: 'stopped' });
  }

  /** Loads the server here alone: it is many times the size of everything else. */
  private async start() {
    const [{ loadConfig }, { describeDatabase }, { startServer }] = await Promise.all([
      import('../../../../server/config/load-config.js'),
      import('../../../../server/config/database-target.js'),
      import('../../../../server/start.js'),
    ]);
    const {
      port,
      host,
      enterprise,
      prod,
      'sqlite-db-path': sqliteDbPath,
      'database-url': databaseUrl,
    } = this.flags;
    try {
      const config = loadConfig({
        flags: { port, host, enterprise: enterprise || prod, sqliteDbPath, databaseUrl },
      });
      const server = await startServer(config);
      return { server, mode: config.SERVER_MODE, database: describeDatabase(config.database) };
    } catch (error) {
      throw new CommandError(`cannot start: ${(error as Error).message}`, {
        code: 'start_failed',
        cause: error,
      });
    }
  }

  private announce(event: StartEvent): void {
    if (this.jsonEnabled()) process.stdout.write(`${JSON.stringify(event)}\n`);
    else this.log(inWords(event));
  }
}

function inWords(event: StartEvent): string {
  switch (event.event) {
    case 'started':
      return startedInWords(event);
    case 'stopping':
      return `${event.signal}: stopping; running calls may take 30 seconds to end.`;
    case 'stopped':
      return 'Stopped.';
  }
}

function startedInWords({ mode, database, gateway_url, api_docs_url, initialized }: Started): string {
  const lines = [
    `mcpjungle runs in ${mode} mode.`,
    `  Database  ${database}`,
    `  Gateway   ${gateway_url}`,
    `  API docs  ${api_docs_url}`,
  ];
  const registry = new URL(gateway_url).origin;
  if (!initialized)
    lines.push(`It is not initialized yet: run \`mcpjungle --registry ${registry} init-server\` once.`);
  return lines.join('\n');
}

/** Asks as anybody would: a server that is not initialized tells everybody. */
async function isInitialized(url: string): Promise<boolean> {
  const answer = await new ApiClient({ url }).call('GET /api/v0/servers').catch((error: unknown) => error);
  return !(answer instanceof CommandError && answer.code === 'server_not_initialized');
}
