import { type AuditEntry, SYSTEM } from './audit-entry.js';

/** Keeps account of entries that nobody will ever read, so that the audit log shows its gaps. */
export class LostEntries {
  /** Since the process started. */
  total = 0;
  /** Of those that no entry tells of yet, when the first came. */
  sinceMs = 0;
  private untilMs = 0;
  private told = 0;

  get untold(): number {
    return this.total - this.told;
  }

  note(timeMs: number): void {
    if (this.untold === 0) this.sinceMs = timeMs;
    this.untilMs = timeMs;
    this.total++;
  }

  /** @returns the entry that tells of them */
  tell(): AuditEntry {
    const [since, until] = [this.sinceMs, this.untilMs].map((timeMs) => new Date(timeMs).toISOString());
    const details = { count: this.untold, since, until };
    this.told = this.total;
    return { timeMs: Date.now(), actor: SYSTEM, action: 'audit.dropped', outcome: 'error', details };
  }
}
