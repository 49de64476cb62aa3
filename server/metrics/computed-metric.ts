import { Gauge, type MetricType } from 'prom-client';

/** One line of the exposition; `name` is the family's unless it is given. */
export interface Line {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

export interface ComputedMetricOptions {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly lines: () => Line[];
}

/** What prom-client really has for its type: the enumeration that its declarations name does not exist. */
const TYPES = { counter: 'counter', gauge: 'gauge', histogram: 'histogram' } as unknown as Record<
  ComputedMetricOptions['type'],
  MetricType
>;

/**
 * A family whose values are worked out when they are asked for. prom-client looks labels up by hashing them at
 * each count, several times per call; what is counted here is kept where counting costs an addition.
 */
export class ComputedMetric extends Gauge {
  constructor(private readonly options: ComputedMetricOptions) {
    super({ name: options.name, help: options.help, registers: [] });
  }

  override get(): ReturnType<Gauge['get']> {
    const { name, help, type, lines } = this.options;
    return Promise.resolve({
      name,
      help,
      type: TYPES[type],
      values: lines(),
      aggregator: 'sum',
      collect: () => undefined,
    });
  }
}
