import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { RefreshedServerView } from '../../../../api/servers.js';
import { during } from '../../../lib/activity.js';
import type { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { CommandError, UsageError } from '../../../lib/errors.js';
import { oneLine } from '../../../lib/terminal.js';
import { CONNECT_TIMEOUT_MS } from '../server-flags.js';

interface RefreshedServer {
  name: string;
  /** Null where it could not be read. */
  changes: RefreshedServerView | null;
  error?: string;
}

export default class Refresh extends BaseCommand<typeof Refresh> {
  static override summary = 'Read again what an MCP server provides.';
  static override description =
    "Reads the server's lists again and reports which tools, prompts and resources were added, changed and removed.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> github',
    '<%= config.bin %> <%= command.id %> --all',
  ];
  static override args = {
    name: Args.string({ ignoreStdin: true, description: 'the name of the server; left out with --all' }),
  };
  static override flags = {
    all: Flags.boolean({ description: 'every server that is enabled (default: false)' }),
  };

  async run(): Promise<{ servers: RefreshedServer[] }> {
    const { name } = this.args;
    if (name === undefined ? !this.flags.all : this.flags.all)
      throw new UsageError('needed is either NAME or --all');
    const api = await this.api();
    if (name !== undefined) {
      const changes = await this.read(name, api);
      return { servers: [{ name, changes }] };
    }
    const servers = await this.readAll(api);
    if (servers.some(({ error }) => error !== undefined)) process.exitCode = 1;
    return { servers };
  }

  /** One that fails is no reason not to read the others. */
  private async readAll(api: ApiClient): Promise<RefreshedServer[]> {
    const enabled = (await api.call('GET /api/v0/servers')).filter((server) => server.enabled);
    const refreshed: RefreshedServer[] = [];
    for (const { name } of enabled) {
      try {
        refreshed.push({ name, changes: await this.read(name, api) });
      } catch (error) {
        if (!(error instanceof CommandError) || error.status === undefined) throw error;
        this.warn(error.message);
        refreshed.push({ name, changes: null, error: error.message });
      }
    }
    return refreshed;
  }

  private async read(name: string, api: ApiClient): Promise<RefreshedServerView> {
    const params = { name };
    const changes = await during(`Reading what ${name} provides`, ({ signal }) =>
      api.call('POST /api/v0/servers/:name/refresh', { params, signal, timeoutMs: CONNECT_TIMEOUT_MS }),
    );
    const lines = linesOf(changes);
    this.log(lines.length === 0 ? `${name}: nothing changed` : [`${name}:`, ...lines].join('\n'));
    return changes;
  }
}

function linesOf(changes: RefreshedServerView): string[] {
  return Object.entries(changes).flatMap(([kind, byChange]) =>
    Object.entries(byChange as Record<string, string[]>).flatMap(([change, names]) =>
      names.length === 0
        ? []
        : [`  ${kind.replace('_', ' ')} ${change}:`, ...names.map((name) => `    ${oneLine(name)}`)],
    ),
  );
}
