import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Events } from '../events/events.js';
import type { RefusalReport } from '../events/refusal.js';
import type { AuditEntry } from './audit-entry.js';
import { AuditLog } from './audit-log.js';

const WINDOW_MS = 60_000;
/** Kinds of refusals that are counted at a time; what goes beyond is counted as one. */
const CAPACITY = 1_000;
const REST = 'all others';

interface Repeated {
  readonly first: RefusalReport;
  count: number;
}

/**
 * Has refusals written down. Anybody can cause them, in any number, so the first of a kind in a minute is written at
 * once and the others as one entry with their count: nobody fills the table.
 */
@Injectable()
export class RefusalRecorder implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly repeated = new Map<string, Repeated>();
  private stopListening = () => {};
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: Events,
    private readonly log: AuditLog,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.events.on('request.refused', (report) => this.note(report));
    this.timer = setInterval(() => this.tellCounts(), WINDOW_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.tellCounts();
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  private note(report: RefusalReport): void {
    const kind = kindOf(report);
    const key = this.repeated.has(kind) || this.repeated.size < CAPACITY ? kind : REST;
    const known = this.repeated.get(key);
    if (known) {
      known.count++;
      return;
    }
    this.repeated.set(key, { first: report, count: 0 });
    this.log.add(entryOf(report, { address: report.address }));
  }

  private tellCounts(): void {
    for (const [key, { first, count }] of this.repeated) {
      if (count === 0) continue;
      const details = key === REST ? { repeated: count } : { address: first.address, repeated: count };
      const { atMs: _, requestId: __, ...others } = first;
      this.log.add(entryOf({ ...others, atMs: Date.now(), requestId: undefined }, details));
    }
    this.repeated.clear();
  }
}

/** The same whoever is refused for the same reason from the same address. */
function kindOf({ code, principal, address }: RefusalReport): string {
  return `${code} ${principal?.key ?? ''} ${address}`;
}

function entryOf(
  {
    atMs,
    code,
    principal,
    method,
    path,
    requestId,
  }: Omit<RefusalReport, 'requestId'> & { requestId?: string },
  details: object,
): AuditEntry {
  return {
    timeMs: atMs,
    actor: principal ?? { kind: 'anonymous', name: 'anonymous' },
    action: 'request.refused',
    target: `${method} ${path}`,
    outcome: 'denied',
    errorCode: code,
    details,
    requestId,
  };
}
