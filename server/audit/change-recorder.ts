import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { ChangeNote } from '../database/change-note.js';
import { Database } from '../database/database.js';
import { currentRequest } from '../logging/request-context.js';
import { type Actor, type AuditEntry, SYSTEM } from './audit-entry.js';
import { AuditLog } from './audit-log.js';

const ANYBODY: Actor = { kind: 'anonymous', name: 'anonymous' };
/** Of what people are shown, what nobody changes. */
const VOLATILE = new Set(['created_at', 'last_used_at']);

/** Has everything administered written down, in the transaction that does it: neither is there without the other. */
@Injectable()
export class ChangeRecorder {
  /** Before any hook runs: the first start of a server changes things. */
  constructor(
    database: Database,
    private readonly log: AuditLog,
  ) {
    database.keepBy((notes) => this.keep(notes));
  }

  private async keep(notes: readonly ChangeNote[]): Promise<void> {
    const request = currentRequest();
    const actor = request ? (request.requester ?? ANYBODY) : SYSTEM;
    await this.log.write(notes.map((note) => ({ ...entryOf(note), actor, requestId: request?.id })));
  }
}

function entryOf({
  action,
  target,
  server,
  tool,
  before,
  after,
  details,
}: ChangeNote): Omit<AuditEntry, 'actor'> {
  const differing = differences(before, after);
  const all = { ...differing, ...details };
  return {
    timeMs: Date.now(),
    action,
    target,
    server,
    tool,
    outcome: 'success',
    details: Object.keys(all).length > 0 ? all : undefined,
  };
}

type Fields = Record<string, unknown>;

/** All of what was made or is gone; of what was changed the fields that differ. */
function differences(before: object | undefined, after: object | undefined): Fields {
  const [old, now] = [before as Fields | undefined, after as Fields | undefined];
  const isShown = (key: string) =>
    !VOLATILE.has(key) && !(old && now && isDeepStrictEqual(old[key], now[key]));
  const shown = (fields: Fields) =>
    Object.fromEntries(Object.entries(fields).filter(([key]) => isShown(key)));
  return { ...(old && { before: shown(old) }), ...(now && { after: shown(now) }) };
}
