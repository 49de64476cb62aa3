import type { FolderStatusView } from '../../../../api/configurations.js';
import type { ServerView } from '../../../../api/servers.js';
import type { ReadinessPart, ReadinessView } from '../../../../api/system.js';
import type { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { timeColumn } from '../../../lib/columns.js';
import { CommandError } from '../../../lib/errors.js';
import type { Column } from '../../../lib/table.js';
import { oneLine, shownTime } from '../../../lib/terminal.js';

const ROW_FIELDS = [
  'name',
  'enabled',
  'health',
  'last_success_at',
  'last_error',
  'last_error_at',
  'open_sessions',
  'calls',
] as const;

type Row = Pick<ServerView, (typeof ROW_FIELDS)[number]>;

interface Status {
  server_url: string;
  server_version: string;
  server_mode: string;
  database: ReadinessPart;
  /** The folder of configuration that the server keeps itself in step with. */
  config_folder: FolderStatusView;
  servers: Row[];
}

const COLUMNS: Column<Row>[] = [
  { header: 'NAME', value: ({ name }) => name },
  { header: 'REACHABLE', value: reachable },
  timeColumn('LAST SUCCESS', (row) => row.last_success_at),
  { header: 'LAST ERROR', value: (row) => row.last_error ?? '', flexible: true },
  { header: 'SESSIONS', value: (row) => String(row.open_sessions) },
  { header: 'CALLS', value: ({ calls }) => String(calls) },
];

export default class StatusCommand extends BaseCommand<typeof StatusCommand> {
  static override summary = 'Show how the server and its MCP servers are.';
  static override description =
    'Prints version and mode of the server, whether its database can be reached, and a line for each MCP server: whether it answered when it was last asked, last success, last error, open sessions and calls. Ends with 1 when the database cannot be reached.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Status> {
    const api = await this.api();
    const servers = (await api.call('GET /api/v0/servers')).map(rowOf);
    const [{ version, mode }, database] = await Promise.all([api.call('GET /metadata'), databaseOf(api)]);
    const folder = await api.call('GET /api/v0/config-folder');
    const { url } = api.connection;
    this.log(`Server:   ${version} (${mode} mode) at ${url}`);
    this.log(`Database: ${database.status === 'up' ? 'reachable' : `not reachable: ${database.message}`}`);
    this.presentFolder(folder);
    await this.table(servers, COLUMNS, 'There are no MCP servers yet; see `mcpjungle register --help`.');
    if (database.status !== 'up') process.exitCode = 1;
    return {
      server_url: url,
      server_version: version,
      server_mode: mode,
      database,
      config_folder: folder,
      servers,
    };
  }

  private presentFolder({ folder, applied_at, problems, unanswered }: FolderStatusView): void {
    if (folder === null) return;
    this.log(
      `Folder:   ${folder}, ${applied_at === null ? 'not applied yet' : `applied ${shownTime(applied_at)}`}`,
    );
    for (const problem of problems) this.log(`          not applied as it is now: ${oneLine(problem)}`);
    for (const line of unanswered) this.log(`          asked again: ${oneLine(line)}`);
  }
}

/** The server says with the status 503 that a part of it is down. */
async function databaseOf(api: ApiClient): Promise<ReadinessPart> {
  try {
    const { parts } = await api.call('GET /ready');
    return parts.database ?? { status: 'up' };
  } catch (error) {
    if (!(error instanceof CommandError) || error.status !== 503) throw error;
    return databaseIn(error.answer) ?? { status: 'down', message: 'the server is not ready' };
  }
}

/** @param answer of `/ready`, or of something in between */
function databaseIn(answer = ''): ReadinessPart | undefined {
  try {
    return (JSON.parse(answer) as Partial<ReadinessView>).parts?.database;
  } catch {
    return undefined;
  }
}

function rowOf(server: ServerView): Row {
  return Object.fromEntries(ROW_FIELDS.map((field) => [field, server[field]])) as unknown as Row;
}

function reachable({ enabled, health }: Row): string {
  if (!enabled) return 'disabled';
  return { healthy: 'yes', unhealthy: 'no', unknown: 'unknown', 'needs sign-in': 'needs sign-in' }[health];
}
