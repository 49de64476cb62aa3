import { jsonText, members, stringValue } from '../../wire/members.js';
import type { Members, Message, Span } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { type Edit, splice } from '../../wire/splice.js';

/** By which all that belongs to a task says so (2025-11-25, basic/utilities/tasks, Related Task Metadata). */
const RELATED_TASK = 'io.modelcontextprotocol/related-task';

export const TASK_STATUS = 'notifications/tasks/status';

/** After which a task does not change any more. */
const TERMINAL = new Set(['completed', 'failed', 'cancelled']);

/** A task as a message tells of it. */
export interface ToldTask {
  readonly id: string;
  readonly idSpan: Span;
  readonly isOver: boolean;
  /** How long its server keeps it; undefined where it did not say, or for ever. */
  readonly ttlMs: number | undefined;
}

/** The task whose members these are, whatever else is among them; undefined when there is none. */
export function toldTask(bytes: Buffer, fields: Members): ToldTask | undefined {
  const idSpan = fields.get('taskId');
  const id = idSpan && stringValue(bytes, idSpan);
  if (id === undefined) return undefined;
  const [status, ttl] = [fields.get('status'), fields.get('ttlMs') ?? fields.get('ttl')];
  const ttlMs = ttl && Number(jsonText(bytes, ttl));
  return {
    id,
    idSpan: idSpan!,
    isOver: TERMINAL.has((status && stringValue(bytes, status)) ?? ''),
    ttlMs: ttlMs !== undefined && ttlMs > 0 ? ttlMs : undefined,
  };
}

/** The task that a legacy call goes on as: what its answer holds instead of a result. */
export function createdTask({ kind, bytes, members: result }: Message): ToldTask | undefined {
  const span = kind === 'result' ? result.get('task') : undefined;
  return span && toldTask(bytes, members(bytes, span));
}

/** The task that a modern call goes on as. */
export function resultingTask({ kind, bytes, members: result }: Message): ToldTask | undefined {
  const type = kind === 'result' ? result.get('resultType') : undefined;
  if (!type || stringValue(bytes, type) !== 'task') return undefined;
  return toldTask(bytes, result);
}

/**
 * The edits by which a message names the task that it belongs to otherwise.
 * @param rename undefined for what keeps its name
 */
export function relatedTaskEdits(
  { bytes, members: fields }: Message,
  rename: (id: string) => string | undefined,
): Edit[] {
  const meta = fields.get('_meta');
  const related = meta && members(bytes, meta).get(RELATED_TASK);
  const span = related && members(bytes, related).get('taskId');
  const id = span && stringValue(bytes, span);
  const name = id === undefined ? undefined : rename(id);
  return name === undefined ? [] : [{ ...span!, text: JSON.stringify(name) }];
}

export function edited(message: Message, edits: Edit[]): Message {
  if (edits.length === 0) return message;
  return readMessage(
    splice(
      message.bytes,
      edits.sort((a, b) => a.start - b.start),
    ),
  );
}
