import { Injectable } from '@nestjs/common';
import { InvalidError } from '../common/errors.js';
import type { AuditEvent } from './audit-event.entity.js';
import { AuditEventsRepository, type AuditFilter, type Place } from './audit-events.repository.js';

/** What one page holds. */
interface PageRequest {
  readonly cursor?: string;
  readonly limit: number;
}

export interface AuditPage {
  /** The newest first. */
  events: AuditEvent[];
  nextCursor: string | null;
}

/** Looks things up in the audit log. */
@Injectable()
export class AuditService {
  constructor(private readonly events: AuditEventsRepository) {}

  /** @throws InvalidError for a cursor that is none */
  async page(filter: AuditFilter, { cursor, limit }: PageRequest): Promise<AuditPage> {
    const after = cursor === undefined ? undefined : placeOf(cursor);
    const found = await this.events.find(filter, { after, limit: limit + 1 });
    const events = found.slice(0, limit);
    const last = found.length > limit ? events.at(-1) : undefined;
    return { events, nextCursor: last ? cursorOf(last) : null };
  }
}

/** Its form is nobody's business, and there is nothing in it that an administrator could not see. */
function cursorOf({ timeMs, id }: Place): string {
  return Buffer.from(`${timeMs}.${id}`).toString('base64url');
}

function placeOf(cursor: string): Place {
  const [, timeMs, id] = /^(\d{1,15})\.(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (timeMs === undefined) throw new InvalidError('the cursor is none of ours', ['cursor: none of ours']);
  return { timeMs: Number(timeMs), id: Number(id) };
}
