import { jsonText, members } from '../../../../wire/members.js';
import type { Message } from '../../../../wire/message.js';
import { OPEN_OBJECT } from '../../../../wire/json-scanner.js';
import { InvalidParamsError } from '../../../core/call-error.js';
import { LISTS, type ListName } from '../../../core/view-digests.js';

/**
 * @returns the lists whose changes a client wants to be told of
 * @throws InvalidParamsError
 */
export function listsAsked({ bytes, members: params }: Message): readonly ListName[] {
  const span = params.get('notifications');
  if (!span || bytes[span.start] !== OPEN_OBJECT)
    throw new InvalidParamsError('"notifications" must be an object');
  const asked = members(bytes, span);
  return LISTS.filter((list) => {
    const wanted = asked.get(`${list}ListChanged`);
    return wanted !== undefined && jsonText(bytes, wanted) === 'true';
  });
}
