import { ENVELOPE } from '../../upstream/envelope.js';
import { TASKS_EXTENSION } from '../../upstream/tasks-extension.js';
import { members } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { rewriteObject } from '../../wire/rewrite-object.js';
import type { Edit } from '../../wire/splice.js';

/** The edits by which a modern request does not declare tasks any more; none where it does not. */
export function untasked({ bytes, members: params }: Message): Edit[] {
  const meta = params.get('_meta');
  const capabilities = meta && members(bytes, meta).get(ENVELOPE.capabilities);
  const extensions = capabilities && members(bytes, capabilities).get('extensions');
  if (!extensions || !members(bytes, extensions).get(TASKS_EXTENSION)) return [];
  return [{ ...extensions, text: rewriteObject(bytes, extensions, new Map([[TASKS_EXTENSION, undefined]])) }];
}
