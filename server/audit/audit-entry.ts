import { hostname } from 'node:os';
import type { CallOutcome } from '../events/call-report.js';
import type { Principal } from '../common/principal.js';
import { RecentMap } from '../common/recent-map.js';
import { PROCESS_ID } from '../logging/request-context.js';
import { scrub } from '../logging/scrub.js';
import type { NewAuditEvent } from './audit-events.repository.js';

/** Who did it. */
export interface Actor {
  readonly kind: Principal['kind'] | 'system';
  readonly name: string;
}

/** What the server does of its own accord. */
export const SYSTEM: Actor = { kind: 'system', name: 'system' };

/** Something to be written down. Absent is what it has not. */
export interface AuditEntry {
  readonly timeMs: number;
  readonly actor: Actor;
  readonly action: string;
  readonly target?: string;
  readonly server?: string;
  readonly tool?: string;
  readonly outcome: CallOutcome;
  readonly durationMs?: number;
  readonly errorCode?: string;
  readonly details?: object;
  readonly requestId?: string;
  readonly traceId?: string;
}

const REPLICA = `${hostname().slice(0, 48)}:${PROCESS_ID}`;
/** The table's own limits, in characters. */
const LENGTH = { actor: 128, action: 64, target: 512, server: 40, tool: 255, errorCode: 64 } as const;
const MAX_DETAILS_LENGTH = 65_536;
/** What not every database stores. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** The row that an entry becomes. @param sequence counts what this process writes */
export function rowOf(entry: AuditEntry, sequence: number): NewAuditEvent {
  const text = (key: keyof typeof LENGTH & keyof AuditEntry) => {
    const value = entry[key];
    return typeof value === 'string' ? storable(value, LENGTH[key]) : null;
  };
  return {
    timeMs: entry.timeMs,
    actorKind: entry.actor.kind,
    actor: storable(entry.actor.name, LENGTH.actor),
    action: storable(entry.action, LENGTH.action),
    target: text('target'),
    server: text('server'),
    tool: text('tool'),
    outcome: entry.outcome,
    durationUs: entry.durationMs === undefined ? null : Math.round(entry.durationMs * 1000),
    errorCode: text('errorCode'),
    details: entry.details === undefined ? null : detailsText(entry.details),
    requestId: entry.requestId ?? null,
    traceId: entry.traceId ?? null,
    replica: REPLICA,
    sequence,
  };
}

/** Most are names, which come again and again. */
const stored = new RecentMap<string, string>(1_000);

function storable(text: string, maxLength: number): string {
  const cut = text.slice(0, maxLength);
  let clean = stored.get(cut);
  if (clean === undefined) stored.set(cut, (clean = cleaned(cut)));
  return clean.slice(0, maxLength);
}

/** The last line of defence: whoever makes an entry leaves secrets out of it. */
function cleaned(text: string): string {
  return scrub(text).replace(UNSTORABLE, '\uFFFD');
}

/**
 * JSON escapes what cannot be stored; what is too long is left out whole, for half of it could not be read.
 * Each text is scrubbed by itself: what looks like a secret across two of them would take the JSON between with it.
 */
function detailsText(details: object): string {
  const text = JSON.stringify(details, (_, value: unknown) =>
    typeof value === 'string' ? scrub(value) : value,
  );
  return text.length <= MAX_DETAILS_LENGTH ? text : JSON.stringify({ omitted_characters: text.length });
}
