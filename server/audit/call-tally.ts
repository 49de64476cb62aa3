import type { CallStatsView, NamedStatsView } from '../../api/stats.js';

/** How many calls there were, how many of them failed, and how long they took. */
export class CallTally {
  private calls = 0;
  private errors = 0;
  private readonly durations = new Map<number, number>();

  add({ count, isError, durationUs }: { count: number; isError: boolean; durationUs: number }): void {
    this.calls += count;
    if (isError) this.errors += count;
    this.durations.set(durationUs, (this.durations.get(durationUs) ?? 0) + count);
  }

  view(): CallStatsView {
    const sorted = [...this.durations].sort(([a], [b]) => a - b);
    const percentile = (share: number) => {
      let left = Math.ceil(this.calls * share);
      const found = sorted.find(([, count]) => (left -= count) <= 0);
      return found === undefined ? null : found[0] / 1000;
    };
    const [p50_ms, p95_ms, p99_ms] = [percentile(0.5), percentile(0.95), percentile(0.99)];
    return { calls: this.calls, errors: this.errors, p50_ms, p95_ms, p99_ms };
  }
}

/** More than anyone reads. */
const MAX_NAMES = 1_000;

/** A tally for each name. */
export class NamedTallies {
  private readonly tallies = new Map<string, CallTally>();

  of(name: string): CallTally {
    let tally = this.tallies.get(name);
    if (!tally) this.tallies.set(name, (tally = new CallTally()));
    return tally;
  }

  /** Those with the most calls first. */
  views(): NamedStatsView[] {
    return [...this.tallies]
      .map(([name, tally]) => ({ name, ...tally.view() }))
      .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1))
      .slice(0, MAX_NAMES);
  }
}
