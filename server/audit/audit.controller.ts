import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.js';
import { Throws } from '../common/throws.js';
import { AuditService } from './audit.service.js';
import { AuditQueryDto } from './dto/audit.query.js';
import { AuditEventResponse, AuditPageResponse } from './dto/audit.response.js';
import { momentMs } from './moments.js';

@ApiTags('Audit')
@Controller('api/v0/audit')
@Roles('admin')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  /** Shows who did what, the newest first: calls, changes and refusals. Entries appear within a second. */
  @Get()
  @Throws('invalid', 'database_unavailable')
  async find(@Query() { since, until, cursor, limit, ...names }: AuditQueryDto): Promise<AuditPageResponse> {
    const nowMs = Date.now();
    const filter = {
      ...names,
      sinceMs: since === undefined ? undefined : momentMs(since, nowMs),
      untilMs: until === undefined ? undefined : momentMs(until, nowMs),
    };
    const { events, nextCursor } = await this.audit.page(filter, { cursor, limit });
    return { items: events.map((event) => AuditEventResponse.from(event)), next_cursor: nextCursor };
  }
}
