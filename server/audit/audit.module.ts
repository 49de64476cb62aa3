import { Module } from '@nestjs/common';
import { AuditEventsRepository } from './audit-events.repository.js';
import { AuditController } from './audit.controller.js';
import { AuditLog } from './audit-log.js';
import { AuditService } from './audit.service.js';
import { CallCountsRepository } from './call-counts.repository.js';
import { CallRecorder } from './call-recorder.js';
import { ChangeRecorder } from './change-recorder.js';
import { RequestRecorder } from './request-recorder.js';
import { Retention } from './retention.js';
import { StatsController } from './stats.controller.js';
import { StatsService } from './stats.service.js';

/** Who did what. Listens, and is imported by nobody. */
@Module({
  controllers: [AuditController, StatsController],
  providers: [
    AuditEventsRepository,
    AuditLog,
    AuditService,
    CallCountsRepository,
    StatsService,
    CallRecorder,
    ChangeRecorder,
    RequestRecorder,
    Retention,
  ],
})
export class AuditModule {}
