/** Of calls that ended within the window; cancelled ones and those that asked their client first count as calls. */
export interface CallStatsView {
  calls: number;
  /** Those that failed, and those that were denied. */
  errors: number;
  /** Half of the calls took no longer; to 5 %. Null when there was none. */
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
}

export interface NamedStatsView extends CallStatsView {
  name: string;
}

export interface StatsView {
  /** From when on calls were counted: later than the window began when there were too many. */
  since: string;
  until: string;
  /** False: the window has more calls than are counted at once; these are the newest. */
  complete: boolean;
  total: CallStatsView;
  /** By how much they are called, most first. */
  servers: NamedStatsView[];
  /** Canonical names; of prompts too, and URIs. */
  tools: NamedStatsView[];
  /** Users and MCP clients. */
  clients: NamedStatsView[];
}
