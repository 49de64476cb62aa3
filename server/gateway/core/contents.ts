import { readMessage } from '../../wire/read-message.js';
import { elements, members, stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { splice } from '../../wire/splice.js';
import type { Address } from './address.js';

/** A read result whose contents carry the URI that the client used, where the upstream wrote its own. */
export function readdressed(answer: Message, { asked, meant }: Address): Message {
  const contents = answer.kind === 'result' ? answer.members.get('contents') : undefined;
  if (asked === meant || !contents) return answer;
  const { bytes } = answer;
  const uris = (elements(bytes, contents) ?? [])
    .map((element) => members(bytes, element).get('uri'))
    .filter((uri) => uri !== undefined && stringValue(bytes, uri) === meant);
  const text = JSON.stringify(asked);
  return readMessage(
    splice(
      bytes,
      uris.map((uri) => ({ ...uri!, text })),
    ),
  );
}
