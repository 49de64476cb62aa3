import { Initial1700000000001 } from './1700000000001-initial.js';
import { McpSessions1700000000002 } from './1700000000002-mcp-sessions.js';

/** Every migration, oldest first. */
export const MIGRATIONS = [Initial1700000000001, McpSessions1700000000002];
