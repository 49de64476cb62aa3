import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { CallReport } from '../events/call-report.js';
import { Events } from '../events/events.js';
import { AuditLog } from './audit-log.js';
import { entryOfCall } from './call-entries.js';

/** Has every call written down. */
@Injectable()
export class CallRecorder implements OnModuleInit, OnApplicationShutdown {
  private stopListening = () => {};

  constructor(
    private readonly events: Events,
    private readonly log: AuditLog,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.events.on('call.ended', (report) => this.record(report));
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  private record(report: CallReport): void {
    if (!report.arguments) return this.log.add(entryOfCall(report));
    // Reading them can wait until the caller has its answer; where many wait already they would take too much room.
    const text = this.log.isBehind ? undefined : report.arguments.text;
    setImmediate(() => this.log.add(entryOfCall({ ...report, arguments: { ...report.arguments!, text } })));
  }
}
