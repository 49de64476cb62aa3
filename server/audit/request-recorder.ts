import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Events } from '../events/events.js';
import type { FailureReport, RefusalReport } from '../events/refusal.js';
import type { AuditEntry } from './audit-entry.js';
import { AuditLog } from './audit-log.js';
import { RepeatedEntries } from './repeated-entries.js';

const WINDOW_MS = 60_000;

/** Has requests written down that came to nothing: those refused, and those that would have changed something. */
@Injectable()
export class RequestRecorder implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly refused: RepeatedEntries;
  /** Apart: strangers who are refused do not crowd out what administrators do. */
  private readonly failed: RepeatedEntries;
  private stopListening: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: Events,
    log: AuditLog,
  ) {
    this.refused = new RepeatedEntries(log);
    this.failed = new RepeatedEntries(log);
  }

  onModuleInit(): void {
    this.stopListening = [
      this.events.on('request.refused', (report) => this.refused.note(kindOf(report), refusal(report))),
      this.events.on('request.failed', (report) => {
        this.failed.note(`${kindOf(report)} ${report.method} ${report.route}`, failure(report));
      }),
    ];
    this.timer = setInterval(() => this.tellCounts(), WINDOW_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.tellCounts();
  }

  onApplicationShutdown(): void {
    for (const stop of this.stopListening) stop();
  }

  private tellCounts(): void {
    this.refused.tellCounts();
    this.failed.tellCounts();
  }
}

/** The same whoever is refused for the same reason from the same address. */
function kindOf({ code, principal, address }: RefusalReport): string {
  return `${code} ${principal?.key ?? ''} ${address}`;
}

function refusal(report: RefusalReport): AuditEntry {
  const { address } = report;
  return { ...entryOf(report), action: 'request.refused', outcome: 'denied', details: { address } };
}

function failure(report: FailureReport): AuditEntry {
  const { address, reason } = report;
  return { ...entryOf(report), action: 'request.failed', outcome: 'error', details: { address, reason } };
}

function entryOf({ atMs, code, principal, method, path, requestId }: RefusalReport) {
  return {
    timeMs: atMs,
    actor: principal ?? ({ kind: 'anonymous', name: 'anonymous' } as const),
    target: `${method} ${path}`,
    errorCode: code,
    requestId,
  };
}
