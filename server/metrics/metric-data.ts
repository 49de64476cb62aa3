import { type HrTime, ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import type { Line } from './computed-metric.js';
import type { Family } from './metrics.service.js';

type Labels = Line['labels'];
type Times = Pick<DataPoint<number>, 'startTime' | 'endTime'>;

/** A family of `/metrics` in the terms of OpenTelemetry: names, labels and numbers stay as they are. */
export function metricData({ name, help, type, values }: Family, times: Times): MetricData {
  const common = {
    descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  switch (type) {
    case 'histogram':
      return {
        ...common,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: histograms(name, values, times),
      };
    case 'counter':
      return {
        ...common,
        ...{ dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: numbers(values, times) },
      };
    case 'gauge':
      return { ...common, dataPointType: DataPointType.GAUGE, dataPoints: numbers(values, times) };
  }
}

export function momentOf(timeMs: number): HrTime {
  return [Math.trunc(timeMs / 1000), (timeMs % 1000) * 1_000_000];
}

/** What has not been measured yet is no number, which JSON has no word for. */
function numbers(values: Family['values'], times: Times): DataPoint<number>[] {
  return values
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value }) => ({ ...times, attributes: labels, value }));
}

/** Prometheus counts in each bucket what is in those below it too, OpenTelemetry does not. */
function histograms(name: string, lines: readonly Line[], times: Times): DataPoint<Histogram>[] {
  const points = new Map<string, { attributes: Labels; value: Histogram; below: number }>();
  for (const { metricName, labels, value } of lines) {
    const { le, ...attributes } = labels;
    const key = JSON.stringify(attributes);
    let point = points.get(key);
    if (!point) {
      const empty = { buckets: { boundaries: [], counts: [] }, sum: 0, count: 0 };
      points.set(key, (point = { attributes, value: empty, below: 0 }));
    }
    if (metricName === `${name}_sum`) point.value.sum = value;
    else if (metricName === `${name}_count`) point.value.count = value;
    else {
      if (le !== '+Inf') point.value.buckets.boundaries.push(Number(le));
      point.value.buckets.counts.push(value - point.below);
      point.below = value;
    }
  }
  return [...points.values()].map(({ attributes, value }) => ({ ...times, attributes, value }));
}
