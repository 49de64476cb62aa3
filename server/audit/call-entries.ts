import type { CallReport } from '../events/call-report.js';
import type { AuditEntry } from './audit-entry.js';
import { redacted } from './redacted.js';

/** What is kept of a call: who used what, and how it ended; with what, where that is asked for. */
export function entryOfCall(report: CallReport): AuditEntry {
  const { principal, item, scope, outcome } = report;
  const details = {
    ...(scope.name !== undefined && { endpoint: `${scope.kind} ${scope.name}` }),
    ...(report.arguments && { arguments: redacted(report.arguments) }),
  };
  return {
    timeMs: report.endedAtMs,
    actor: principal,
    action: report.method,
    target: targetOf(report),
    server: item?.server,
    tool: item?.name,
    outcome,
    durationMs: report.durationMs,
    errorCode: report.errorCode,
    ...(Object.keys(details).length > 0 && { details }),
    requestId: report.requestId,
    traceId: report.traceId,
  };
}

/**
 * What was asked for, where that is not the item's name. The query of a URI made from a template is a kind of
 * argument, and arguments are nobody's business unless their server says so.
 */
function targetOf({ item, asked }: CallReport): string | undefined {
  if (asked === undefined || asked === item?.name) return undefined;
  const query = asked.indexOf('?');
  return query < 0 ? asked : `${asked.slice(0, query)}?***`;
}
