import type { AuditEntry } from './audit-entry.js';
import type { AuditLog } from './audit-log.js';

/** Kinds of entries that are counted at a time; what goes beyond is counted as one. */
const CAPACITY = 1_000;
const REST = 'all others';

interface Repeated {
  readonly first: AuditEntry;
  count: number;
}

/**
 * Entries that anybody can cause in any number: the first of a kind is written at once, the others are counted, so
 * that nobody fills the table.
 */
export class RepeatedEntries {
  private readonly repeated = new Map<string, Repeated>();

  constructor(private readonly log: AuditLog) {}

  /** @param kind equal for entries of which one stands for all */
  note(kind: string, entry: AuditEntry): void {
    const key = this.repeated.has(kind) || this.repeated.size < CAPACITY ? kind : REST;
    const known = this.repeated.get(key);
    if (known) {
      known.count++;
      return;
    }
    this.repeated.set(key, { first: entry, count: 0 });
    this.log.add(entry);
  }

  /** Has the counts written, and begins anew. */
  tellCounts(): void {
    for (const [key, { first, count }] of this.repeated) {
      if (count === 0) continue;
      const details = { ...(key !== REST && first.details), repeated: count };
      this.log.add({ ...first, timeMs: Date.now(), requestId: undefined, details });
    }
    this.repeated.clear();
  }
}
