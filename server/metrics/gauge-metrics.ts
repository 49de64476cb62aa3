import type { GaugeName, Gauges } from '../events/gauges.js';
import { ComputedMetric } from './computed-metric.js';

interface Described {
  readonly name: string;
  readonly help: string;
  /** `gauge` unless it is given. */
  readonly type?: 'counter';
}

/** How the gauges of this process are called where Prometheus reads them. */
const GAUGES: Record<GaugeName, Described> = {
  sessions: {
    name: 'mcpjungle_sessions',
    help: 'Sessions of MCP clients that this process knows.',
  },
  streams: {
    name: 'mcpjungle_open_streams',
    help: 'Streams that MCP clients keep open.',
  },
  calls_in_flight: {
    name: 'mcpjungle_calls_in_flight',
    help: 'Requests of MCP clients that are being worked on.',
  },
  parked_calls: {
    name: 'mcpjungle_parked_calls',
    help: 'Calls that wait for the client to come back with answers.',
  },
  upstream_sessions: {
    name: 'mcpjungle_upstream_sessions',
    help: 'Sessions with an MCP server.',
  },
  upstream_processes: {
    name: 'mcpjungle_upstream_processes',
    help: 'Processes that run for a stdio MCP server.',
  },
  upstream_healthy: {
    name: 'mcpjungle_upstream_healthy',
    help: 'Whether an MCP server answered when it was last asked: 1 or 0.',
  },
  upstream_breaker: {
    name: 'mcpjungle_upstream_breaker_state',
    help: 'Circuit breaker of an MCP server: 0 closed, 1 half open, 2 open.',
  },
  catalog_items: {
    name: 'mcpjungle_catalog_items',
    help: 'Servers, tools, prompts, resources and resource templates in the catalogue.',
  },
  catalog_loaded_at: {
    name: 'mcpjungle_catalog_loaded_timestamp_seconds',
    help: 'When this process took over the catalogue that it serves.',
  },
  server_discovered_at: {
    name: 'mcpjungle_server_discovered_timestamp_seconds',
    help: 'When an MCP server was last asked for what it offers.',
  },
  audit_queue: {
    name: 'mcpjungle_audit_queue_length',
    help: 'Audit events that wait to be written.',
  },
  audit_dropped: {
    name: 'mcpjungle_audit_dropped_total',
    help: 'Audit events that were never written: the queue was full, or no database takes them.',
    type: 'counter',
  },
};

/** The label of a server is called as MCPJungle called it. */
const RENAMED: Record<string, string> = { server: 'mcp_server_name' };

/** What modules let be read of their state. */
export function gaugeMetrics(gauges: Gauges): ComputedMetric[] {
  return Object.entries(GAUGES).map(([gauge, described]) => {
    const lines = () =>
      gauges.read(gauge as GaugeName).map(({ value, labels }) => ({ value, labels: renamed(labels) }));
    return new ComputedMetric({ type: 'gauge', ...described, lines });
  });
}

function renamed(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [RENAMED[name] ?? name, value]));
}
