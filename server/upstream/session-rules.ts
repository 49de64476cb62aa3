import type { SessionMode } from '../../api/servers.js';

/** How the sessions with one upstream come and go. */
export interface SessionRules {
  /** A session unused for so long is ended. */
  readonly idleMs: number;
  /** A session so old, or used so often, is replaced when no call is in flight. */
  readonly maxAgeMs: number;
  readonly maxCalls: number;
  /** Sessions at a time. */
  readonly maxSessions: number;
  /** How long a call waits for its turn when that many are in use. */
  readonly waitMs: number;
  /** Each call gets a session of its own. */
  readonly isPerCall: boolean;
}

const MINUTE_MS = 60_000;

/** Some upstreams keep every message of a session for ever. */
const REPLACED = { maxAgeMs: 60 * MINUTE_MS, maxCalls: 5000 };
const KEPT = { maxAgeMs: Infinity, maxCalls: Infinity };

interface SessionLimits {
  readonly maxSessions: number;
  readonly waitMs: number;
  /** For `stateful` servers; Infinity for never. */
  readonly statefulIdleMs: number;
}

/**
 * The same for programs, where a session is a process. Without state each call has its own: what one leaves in
 * a process, the next could find.
 */
export function processRules(mode: SessionMode, { statefulIdleMs, ...limits }: SessionLimits): SessionRules {
  const isPerCall = mode !== 'stateful';
  return { ...limits, ...KEPT, idleMs: isPerCall ? 5 * MINUTE_MS : statefulIdleMs, isPerCall };
}

/** The rules of a session mode; `docs/` and the configuration say what each is for. */
export function sessionRules(mode: SessionMode, { statefulIdleMs, ...limits }: SessionLimits): SessionRules {
  switch (mode) {
    case 'stateless':
      return { ...limits, ...REPLACED, idleMs: 5 * MINUTE_MS, isPerCall: false };
    case 'stateful':
      return { ...limits, ...KEPT, idleMs: statefulIdleMs, isPerCall: false };
    case 'per_call':
      return { ...limits, ...KEPT, idleMs: 5 * MINUTE_MS, isPerCall: true };
  }
}
