import * as Flags from '@oclif/core/flags';
import { type AuditEventView, type AuditPageView, type AuditQuery, OUTCOMES } from '../../../../api/audit.js';
import type { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { timeColumn } from '../../../lib/columns.js';
import { momentFlag } from '../../../lib/moment.js';
import { renderTable, type Column } from '../../../lib/table.js';
import { AuditFollower } from '../audit-follower.js';

const COLUMNS: Column<AuditEventView>[] = [
  timeColumn('TIME', ({ time }) => time),
  { header: 'ACTOR', value: ({ actor }) => actor },
  { header: 'ACTION', value: ({ action }) => action },
  { header: 'WHAT', value: ({ tool, target }) => tool ?? target ?? '', flexible: true },
  { header: 'OUTCOME', value: ({ outcome, error_code: code }) => (code ? `${outcome} (${code})` : outcome) },
  { header: 'MS', value: ({ duration_ms: ms }) => (ms === null ? '' : ms.toFixed(1)) },
];

/** The most that the server puts on a page. */
const PAGE = 1000;

export default class Audit extends BaseCommand<typeof Audit> {
  static override summary = 'Show who did what: calls, changes and refusals.';
  static override description =
    'Prints the newest entries of the audit log first; with --follow the oldest of them first, and then each new one as it comes, until Ctrl-C. With --json --follow one document a line.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 24h --outcome denied',
    '<%= config.bin %> <%= command.id %> --actor claude-desktop --tool github__search_code',
    '<%= config.bin %> <%= command.id %> --follow --json',
  ];
  static override flags = {
    since: momentFlag({ description: 'from when on' }),
    until: momentFlag({ description: 'up to when' }),
    actor: Flags.string({ helpValue: '<name>', description: 'what this user or MCP client did' }),
    server: Flags.string({ helpValue: '<name>', description: 'what concerns this MCP server' }),
    tool: Flags.string({
      helpValue: '<name>',
      description: 'what concerns this tool, prompt or resource, by its canonical name or URI',
    }),
    outcome: Flags.option({ options: OUTCOMES, helpValue: OUTCOMES.join('|') })({
      description: 'what ended so',
    }),
    limit: Flags.integer({
      min: 1,
      max: 100_000,
      default: 50,
      helpValue: '<number>',
      description: 'how many entries at most',
    }),
    follow: Flags.boolean({ description: 'go on with new entries as they come', exclusive: ['until'] }),
  };

  async run(): Promise<AuditPageView | undefined> {
    const { limit, follow, since, until, actor, server, tool, outcome } = this.flags;
    const api = await this.api();
    const page = await newest(api, { since, until, actor, server, tool, outcome, limit });
    if (!follow) {
      await this.table(page.items, COLUMNS, 'There is nothing of that kind in the audit log.');
      return page;
    }
    const begun = page.items.toReversed();
    for (const entry of begun) await this.line(entry);
    const follower = new AuditFollower(api, { actor, server, tool, outcome });
    for await (const entry of follower.entries(begun)) await this.line(entry);
    return undefined;
  }

  private async line(entry: AuditEventView): Promise<void> {
    const text = this.jsonEnabled() ? JSON.stringify(entry) : await renderTable([entry], COLUMNS, undefined);
    process.stdout.write(`${text}\n`);
  }
}

/** As many as are wanted, page by page. */
async function newest(api: ApiClient, query: AuditQuery & { limit: number }): Promise<AuditPageView> {
  const items: AuditEventView[] = [];
  let cursor: string | undefined;
  for (;;) {
    const limit = Math.min(PAGE, query.limit - items.length);
    const page = await api.call('GET /api/v0/audit', { query: { ...query, limit, cursor } });
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
    if (cursor === undefined || items.length >= query.limit) return { items, next_cursor: page.next_cursor };
  }
}
