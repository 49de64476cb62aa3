import type { CallOutcome } from '../events/call-report.js';
import { BUCKETS, type CallLabels, type CallSeries, type CallTable, Durations } from './call-series.js';
import { ComputedMetric, type Line } from './computed-metric.js';

type Labels = Readonly<Record<string, string>>;
/** Undefined for calls that a family does not count. */
type Labelled = (labels: CallLabels) => Labels | undefined;

/** The methods that MCPJungle counts, prompts among tools. */
const COUNTED_BY_MCPJUNGLE = new Set(['tools/call', 'prompts/get']);
/** It knows these two; what it never was asked, or what has not ended yet, it does not count. */
const AS_MCPJUNGLE: Partial<Record<CallOutcome, string>> = {
  success: 'success',
  error: 'error',
  cancelled: 'error',
};
const MAX_NAME_LENGTH = 64;

const FAMILIES = {
  calls: {
    name: 'mcpjungle_calls_total',
    help: 'Calls, reads, completions and subscriptions, by item, client and outcome.',
  },
  serverDuration: {
    name: 'mcpjungle_call_duration_seconds',
    help: 'How long they took, by server.',
  },
  clientDuration: {
    name: 'mcpjungle_client_call_duration_seconds',
    help: 'How long they took, by client.',
  },
  toolCalls: {
    name: 'mcpjungle_tool_calls_total',
    help: 'Calls of tools and prompts, as MCPJungle counts them.',
  },
  toolLatency: {
    name: 'mcpjungle_tool_call_latency_seconds',
    help: 'How long they took, as MCPJungle measures it.',
  },
} as const;

/** What calls are counted and measured by, worked out of one table of them. */
export function callMetrics(table: CallTable): ComputedMetric[] {
  return [
    counter(FAMILIES.calls, table, (labels) => ({
      mcp_server_name: labels.server,
      item: labels.item,
      method: labels.method,
      client: labels.client,
      client_kind: labels.clientKind,
      outcome: labels.outcome,
    })),
    histogram(FAMILIES.serverDuration, table, ({ server, method, outcome }) => ({
      mcp_server_name: server,
      method,
      outcome,
    })),
    histogram(FAMILIES.clientDuration, table, ({ client, clientKind, method, outcome }) => ({
      client,
      client_kind: clientKind,
      method,
      outcome,
    })),
    counter(FAMILIES.toolCalls, table, asMcpJungle),
    histogram(FAMILIES.toolLatency, table, asMcpJungle),
  ];
}

const asMcpJungle: Labelled = ({ server, item, method, outcome: ended }) => {
  const outcome = AS_MCPJUNGLE[ended];
  // Refused before it was known what is called: it belongs to no tool.
  if (!COUNTED_BY_MCPJUNGLE.has(method) || outcome === undefined || server === '') return undefined;
  return { mcp_server_name: server, tool_name: item.slice(0, MAX_NAME_LENGTH), outcome };
};

type Described = (typeof FAMILIES)[keyof typeof FAMILIES];

function counter(described: Described, table: CallTable, labelled: Labelled): ComputedMetric {
  const lines = () =>
    summed(table.series(), labelled).map(({ labels, durations }) => ({ labels, value: durations.count }));
  return new ComputedMetric({ ...described, type: 'counter', lines });
}

function histogram(described: Described, table: CallTable, labelled: Labelled): ComputedMetric {
  const { name } = described;
  const lines = () => summed(table.series(), labelled).flatMap((sum) => histogramLines(name, sum));
  return new ComputedMetric({ ...described, type: 'histogram', lines });
}

interface Sum {
  readonly labels: Labels;
  readonly durations: Durations;
}

/** What differs in labels only that a family does not have is one. */
function summed(series: Iterable<CallSeries>, labelled: Labelled): Sum[] {
  const sums = new Map<string, Sum>();
  for (const { labels: all, durations } of series) {
    const labels = labelled(all);
    if (!labels) continue;
    const key = Object.values(labels).join('\n');
    let sum = sums.get(key);
    if (!sum) sums.set(key, (sum = { labels, durations: new Durations() }));
    sum.durations.add(durations);
  }
  return [...sums.values()];
}

function histogramLines(name: string, { labels, durations }: Sum): Line[] {
  let count = 0;
  const buckets = durations.counts.map((more, bucket) => {
    count += more;
    return {
      metricName: `${name}_bucket`,
      labels: { ...labels, le: BUCKETS[bucket] ?? '+Inf' },
      value: count,
    };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: durations.sumSeconds },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
