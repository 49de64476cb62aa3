import { envelopeOf } from '../../upstream/envelope.js';
import type { Caller } from '../../upstream/upstream.js';
import { readMessage } from '../../wire/read-message.js';
import { type Edit, splice } from '../../wire/splice.js';
import { membersText, withMembers } from '../../wire/with-members.js';
import { withoutMembers } from '../../wire/without-members.js';

/** How modern clients answer what a server asked; a legacy client has not been asked that way. */
const ANSWERS = new Set(['inputResponses', 'requestState']);

/**
 * A legacy request with what every modern one carries; every other byte is as it was.
 * @param body of a method that has parameters
 */
export function modernBody(body: Buffer, caller: Caller): Buffer {
  const { bytes, payload, members: params } = readMessage(body);
  const meta = params.get('_meta');
  const envelope = envelopeOf(caller);
  const start = payload!.start + 1;
  const edits: Edit[] = [
    meta
      ? { ...meta, text: withMembers(bytes, meta, envelope) }
      : { start, end: start, text: `"_meta":{${membersText(envelope)}},` },
    ...withoutMembers(bytes, payload!, ANSWERS),
  ];
  return splice(
    bytes,
    edits.sort((a, b) => a.start - b.start),
  );
}
