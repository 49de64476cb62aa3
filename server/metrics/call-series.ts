import type { CallOutcome, CallReport } from '../events/call-report.js';

/** Upper bounds in seconds, those of MCPJungle; the last bucket has none. */
export const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30];

/** What calls are told apart by. */
export interface CallLabels {
  /** Empty where nothing registered was called. */
  readonly server: string;
  /** The upstream's own name of a tool or prompt, the URI of a resource; empty likewise. */
  readonly item: string;
  readonly method: string;
  readonly client: string;
  /** `client`, `user` or `anonymous`. */
  readonly clientKind: string;
  readonly outcome: CallOutcome;
}

/** Calls that took their time. */
export class Durations {
  /** One more than there are bounds. */
  readonly counts = new Array<number>(BUCKETS.length + 1).fill(0);
  sumSeconds = 0;

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < BUCKETS.length && seconds > BUCKETS[bucket]!) bucket++;
    this.counts[bucket]!++;
    this.sumSeconds += seconds;
  }

  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  add(other: Durations): void {
    for (const [bucket, count] of other.counts.entries()) this.counts[bucket]! += count;
    this.sumSeconds += other.sumSeconds;
  }
}

export interface CallSeries {
  readonly labels: CallLabels;
  readonly durations: Durations;
}

/** Label sets that are told apart. Some 200 bytes each, and as many lines at every look. */
export const MAX_SERIES = 10_000;
const OTHER = 'other';

/**
 * Counts calls: a look-up and an addition each, in the way of every call; sums over labels are made when
 * somebody asks. What is beyond the limit is counted under {@link OTHER} names, by method and outcome only.
 */
export class CallTable {
  private readonly byKey = new Map<string, CallSeries>();

  constructor(private readonly maxSeries = MAX_SERIES) {}

  count(report: CallReport): void {
    const { principal, item, method, outcome } = report;
    const known = outcome === 'denied' ? undefined : item;
    const key = `${principal.key}\n${known?.server}\n${known?.name}\n${method}\n${outcome}`;
    (this.byKey.get(key) ?? this.open(key, report)).durations.observe(report.durationMs / 1000);
  }

  series(): Iterable<CallSeries> {
    return this.byKey.values();
  }

  private open(key: string, report: CallReport): CallSeries {
    if (this.byKey.size < this.maxSeries) return this.add(key, labelsOf(report));
    const { method, outcome } = report;
    const other = `${OTHER}\n${method}\n${outcome}`;
    const labels = { server: OTHER, item: OTHER, client: OTHER, clientKind: OTHER, method, outcome };
    return this.byKey.get(other) ?? this.add(other, labels);
  }

  private add(key: string, labels: CallLabels): CallSeries {
    const series = { labels, durations: new Durations() };
    this.byKey.set(key, series);
    return series;
  }
}

function labelsOf({ principal, item, method, outcome }: CallReport): CallLabels {
  const known = outcome === 'denied' ? undefined : item;
  return {
    server: known?.server ?? '',
    item: known?.originalName ?? '',
    method,
    client: principal.name,
    clientKind: principal.kind,
    outcome,
  };
}
