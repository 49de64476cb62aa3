import { ApiProperty } from '@nestjs/swagger';
import type { CallStatsView, NamedStatsView, StatsView } from '../../../api/stats.js';

/** Calls that ended within the window. */
export class CallStatsResponse implements CallStatsView {
  /** @example 1200 */
  calls: number;
  /**
   * Those that failed, and those that were denied.
   * @example 3
   */
  errors: number;
  /**
   * Half of the calls took no longer; to 5 %. Null when there was none.
   * @example 12.5
   */
  p50_ms: number | null;
  /** @example 40 */
  p95_ms: number | null;
  /** @example 120 */
  p99_ms: number | null;
}

export class NamedStatsResponse extends CallStatsResponse implements NamedStatsView {
  /** @example "github" */
  name: string;
}

export class StatsResponse implements StatsView {
  /** From when on calls were counted: later than the window began when it holds too many. */
  @ApiProperty({ format: 'date-time' })
  since: string;
  @ApiProperty({ format: 'date-time' })
  until: string;
  /** False: the window holds more calls than are counted at once; these are the newest. */
  complete: boolean;
  total: CallStatsResponse;
  /** The most called first. */
  servers: NamedStatsResponse[];
  /** By canonical name; prompts too, and resources by their URI. */
  tools: NamedStatsResponse[];
  /** Users and MCP clients. */
  clients: NamedStatsResponse[];
}
