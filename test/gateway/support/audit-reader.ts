import type { AuditEventView, AuditPageView } from '../../../api/audit.js';
import { eventually } from '../../support/eventually.js';
import type { TestApp } from '../../support/test-app.js';

/** Entries are written within a second; after an outage, or on a busy machine, later. */
const WRITTEN_MS = 30_000;

/** Reads the audit log as an administrator does. */
export class AuditReader {
  constructor(private readonly app: TestApp) {}

  async page(query: Record<string, string> = {}): Promise<AuditPageView> {
    const path = `/api/v0/audit?${new URLSearchParams(query).toString()}`;
    const { body } = await this.app.get(path, { token: this.app.adminToken }).expect(200);
    return body as AuditPageView;
  }

  /** Every entry that fits, the newest first, read page by page. */
  async all(query: Record<string, string> = {}): Promise<AuditEventView[]> {
    const items: AuditEventView[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await this.page({ limit: '1000', ...query, ...(cursor && { cursor }) });
      items.push(...page.items);
      cursor = page.next_cursor;
    }
    return items;
  }

  /** Waits for so many entries. @throws when they do not come, or more do */
  async expecting(count: number, query: Record<string, string> = {}): Promise<AuditEventView[]> {
    return eventually(async () => {
      const items = await this.all(query);
      if (items.length !== count) throw new Error(`${items.length} entries, not ${count}`);
      return items;
    }, WRITTEN_MS);
  }
}
