import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEventView, AuditQuery } from '../../../api/audit.js';
import type { ApiClient } from '../../lib/api-client.js';

const INTERVAL_MS = 1_000;
/** Entries are written in batches, and those of another process may come after later ones. */
const OVERLAP_MS = 5_000;

/** The audit log as it grows: each entry once, the oldest first. */
export class AuditFollower {
  /** Entries within the overlap that were shown already. */
  private shown = new Map<number, number>();

  constructor(
    private readonly api: ApiClient,
    private readonly filter: Omit<AuditQuery, 'since' | 'limit' | 'cursor'>,
  ) {}

  /** @param begun what was shown before, the oldest first */
  async *entries(begun: readonly AuditEventView[]): AsyncGenerator<AuditEventView> {
    let sinceMs = Date.parse(begun.at(-1)?.time ?? '') || Date.now();
    for (const { id, time } of begun) this.shown.set(id, Date.parse(time));
    for (;;) {
      await sleep(INTERVAL_MS);
      for (const entry of await this.newSince(sinceMs - OVERLAP_MS)) {
        sinceMs = Math.max(sinceMs, Date.parse(entry.time));
        yield entry;
      }
      this.forgetBefore(sinceMs - OVERLAP_MS);
    }
  }

  private async newSince(fromMs: number): Promise<AuditEventView[]> {
    const found: AuditEventView[] = [];
    const since = new Date(fromMs).toISOString();
    let cursor: string | undefined;
    do {
      const query = { ...this.filter, since, cursor, limit: 1000 };
      const page = await this.api.call('GET /api/v0/audit', { query });
      found.push(...page.items.filter(({ id }) => !this.shown.has(id)));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    for (const { id, time } of found) this.shown.set(id, Date.parse(time));
    return found.reverse();
  }

  private forgetBefore(limitMs: number): void {
    for (const [id, timeMs] of this.shown) if (timeMs < limitMs) this.shown.delete(id);
  }
}
