import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { AppliedView, Configuration, PlannedChangeView } from '../../../../api/configurations.js';
import { configurationOf } from '../../../../definitions/configuration-of.js';
import { LISTS } from '../../../../definitions/kinds.js';
import { lineOf, type Problem } from '../../../../definitions/shape.js';
import { during } from '../../../lib/activity.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { count } from '../../../lib/count.js';
import { environment } from '../../../lib/environment.js';
import { CommandError } from '../../../lib/errors.js';
import type { Column } from '../../../lib/table.js';
import { colours } from '../../../lib/terminal.js';
import { readAll } from '../read-all.js';

/** Many servers may be asked, each for as long as it may take. */
const TIMEOUT_MS = 900_000;

const LOOKS = { create: colours.green, change: colours.yellow, delete: colours.red };

const COLUMNS: Column<PlannedChangeView>[] = [
  {
    header: 'ACTION',
    value: ({ action }) => action,
    look: (action) => LOOKS[action as PlannedChangeView['action']](action),
  },
  { header: 'TYPE', value: ({ type }) => type },
  { header: 'NAME', value: ({ name }) => name },
  { header: 'CHANGES', value: ({ fields }) => fields.join(', '), flexible: true },
];

export default class Apply extends BaseCommand<typeof Apply> {
  static override summary = 'Make the server match configuration files.';
  static override description =
    'Reads a file or a folder of definitions of MCP servers, groups, users and MCP clients, prints the plan, and does it: all of it or nothing. A second run changes nothing. A user or client without a token in its file keeps the one it has; a new one gets a generated one, printed once. A secret of a server whose placeholder is not set keeps the stored value.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> .mcpjungle --dry-run',
    '<%= config.bin %> <%= command.id %> production.yaml',
    '<%= config.bin %> <%= command.id %> .mcpjungle --prune',
  ];
  static override args = {
    path: Args.string({ required: true, ignoreStdin: true, description: 'a file, or a folder of files' }),
  };
  static override flags = {
    'dry-run': Flags.boolean({ description: 'print the plan and do nothing (default: false)' }),
    prune: Flags.boolean({
      description: 'delete what no file names; never yourself (default: false)',
    }),
  };

  async run(): Promise<AppliedView> {
    const { 'dry-run': dryRun = false, prune = false } = this.flags;
    const body = await this.configuration(prune);
    const api = await this.api();
    const send = (dry_run: boolean, signal?: AbortSignal) =>
      api.call('POST /api/v0/apply', { body, query: { dry_run, prune }, signal, timeoutMs: TIMEOUT_MS });
    const plan = await send(true);
    await this.table(plan.changes, COLUMNS, 'Nothing to do: the server matches the files.');
    if (dryRun || plan.changes.length === 0) return plan;
    const applied = await during('Applying', ({ signal }) => send(false, signal));
    for (const warning of applied.warnings) this.warn(warning);
    for (const { type, name, access_token } of applied.tokens) {
      this.log(`Access token of the ${type} ${name}, shown only now:\n  ${access_token}`);
    }
    this.log(`Done: ${count(applied.changes.length, 'change')}.`);
    return applied;
  }

  private async configuration(prune: boolean): Promise<Configuration> {
    const reports = await readAll([this.args.path]);
    refuse(reports.flatMap(({ file, problems }) => problems.map((problem) => ({ file, ...problem }))));
    const definitions = reports.flatMap((report) => report.definitions);
    const { configuration, problems } = await configurationOf(definitions, environment());
    refuse(problems);
    // With --prune what no file names is to go, also when there is none of its kind.
    return prune ? { ...NOTHING, ...configuration } : configuration;
  }
}

function refuse(problems: readonly (Problem & { file: string })[]): void {
  const lines = problems.map((problem) => `${problem.file}: ${lineOf(problem)}`);
  if (lines.length > 0) throw new CommandError(lines.join('; '), { code: 'file' });
}

const NOTHING: Configuration = Object.fromEntries(LISTS.map((list) => [list, []]));
