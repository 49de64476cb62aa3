import { Initial1700000000001 } from './1700000000001-initial.js';
import { McpSessions1700000000002 } from './1700000000002-mcp-sessions.js';
import { ManagedDefinitions1700000000028 } from './1700000000028-managed-definitions.js';
import { ChallengedScopes1700000000029 } from './1700000000029-challenged-scopes.js';
import { ToolGroups1700000000003 } from './1700000000003-tool-groups.js';
import { SessionEndings1700000000004 } from './1700000000004-session-endings.js';
import { AuditEvents1700000000005 } from './1700000000005-audit-events.js';
import { UpstreamSignIn1700000000006 } from './1700000000006-upstream-sign-in.js';
import { SignInOutcomes1700000000030 } from './1700000000030-sign-in-outcomes.js';

/** Every migration, oldest first. */
export const MIGRATIONS = [
  Initial1700000000001,
  McpSessions1700000000002,
  ToolGroups1700000000003,
  SessionEndings1700000000004,
  AuditEvents1700000000005,
  UpstreamSignIn1700000000006,
  ManagedDefinitions1700000000028,
  ChallengedScopes1700000000029,
  SignInOutcomes1700000000030,
];
