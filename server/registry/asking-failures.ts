import type { ErrorCode } from '../../api/errors.js';

/** Why a route that asks an MCP server, and stores what it says, may fail beside what is its own. */
export const ASKING_FAILURES = [
  'upstream_failed',
  'upstream_timeout',
  'upstream_oauth_required',
  'command_not_allowed',
  'database_unavailable',
] as const satisfies ErrorCode[];
