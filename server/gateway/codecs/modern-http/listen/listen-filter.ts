import { elements, jsonText, members, stringValue } from '../../../../wire/members.js';
import type { Members, Message } from '../../../../wire/message.js';
import { OPEN_OBJECT } from '../../../../wire/json-scanner.js';
import type { Topic } from '../../../../upstream/topics.js';
import { InvalidParamsError } from '../../../core/call-error.js';
import { LISTS, type ListName } from '../../../core/view-digests.js';

/** What a client wants to be told of. */
export interface ListenFilter {
  readonly lists: readonly ListName[];
  /** As the client names them. */
  readonly topics: readonly Topic[];
}

const MAX_OF_A_KIND = 1000;

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
  const topics = [
    ...strings(bytes, asked, 'resourceSubscriptions').map((id) => ({ kind: 'resource', id }) as const),
    ...strings(bytes, asked, 'taskIds').map((id) => ({ kind: 'task', id }) as const),
  ];
  return { lists, topics };
}

/** @returns each once */
function strings(bytes: Buffer, asked: Members, key: string): string[] {
  const span = asked.get(key);
  if (!span) return [];
  const values = elements(bytes, span)?.map((element) => stringValue(bytes, element));
  if (values?.every((value) => value !== undefined) && values.length <= MAX_OF_A_KIND) {
    return [...new Set(values)];
  }
  throw new InvalidParamsError(`"${key}" must be a list of at most ${MAX_OF_A_KIND} strings`);
}
