import { elements, jsonText, members, stringValue } from '../../../../wire/members.js';
import type { Message } from '../../../../wire/message.js';
import { OPEN_OBJECT } from '../../../../wire/json-scanner.js';
import { InvalidParamsError } from '../../../core/call-error.js';
import { LISTS, type ListName } from '../../../core/view-digests.js';

/** What a client wants to be told of. */
export interface ListenFilter {
  readonly lists: readonly ListName[];
  /** URIs, as the client writes them. */
  readonly resources: readonly string[];
}

const MAX_RESOURCES = 1000;

/** @throws InvalidParamsError */
export function readFilter({ bytes, members: params }: Message): ListenFilter {
  const span = params.get('notifications');
  if (!span || bytes[span.start] !== OPEN_OBJECT)
    throw new InvalidParamsError('"notifications" must be an object');
  const asked = members(bytes, span);
  const lists = LISTS.filter((list) => {
    const wanted = asked.get(`${list}ListChanged`);
    return wanted !== undefined && jsonText(bytes, wanted) === 'true';
  });
  const resources = asked.get('resourceSubscriptions');
  if (!resources) return { lists, resources: [] };
  const uris = elements(bytes, resources)?.map((element) => stringValue(bytes, element));
  if (uris?.every((uri) => uri !== undefined) && uris.length <= MAX_RESOURCES) {
    return { lists, resources: [...new Set(uris)] };
  }
  throw new InvalidParamsError(`"resourceSubscriptions" must be a list of at most ${MAX_RESOURCES} URIs`);
}
