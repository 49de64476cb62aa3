import { errorResponse, resultResponse } from '../wire/build-message.js';
import { elements, jsonText, members, stringValue } from '../wire/members.js';
import type { Message } from '../wire/message.js';
import { readMessage } from '../wire/read-message.js';
import { splice } from '../wire/splice.js';
import { withoutMembers } from '../wire/without-members.js';
import { JsonRpcCode } from '../wire/wire-error.js';

/** What a modern server's `subscriptions/listen` comes to, as a legacy server answers `resources/subscribe`. */
export const ACCEPTED = readMessage(resultResponse('0', '{}'));
export const REFUSED = readMessage(
  errorResponse({ id: '0', code: JsonRpcCode.methodNotFound, message: 'Method not found' }),
);

/** Names the stream, or the request, between this gateway and the server, of which the client knows nothing. */
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const TAG = new Set([SUBSCRIPTION]);

/** The parameters of a request to hear of these resources: JSON text. */
export function resourcesToHearOf(uris: readonly string[]): string {
  return JSON.stringify({ resourceSubscriptions: uris });
}

/** Whether an acknowledgement says that updates of this resource are told. */
export function isHonoured({ bytes, members: params }: Message, uri: string): boolean {
  const honoured = params.get('notifications');
  const uris = honoured && members(bytes, honoured).get('resourceSubscriptions');
  return ((uris && elements(bytes, uris)) ?? []).some((span) => stringValue(bytes, span) === uri);
}

/** To which request for subscriptions a notification belongs: its id as JSON text. */
export function subscriptionOf({ bytes, members: params }: Message): string | undefined {
  const meta = params.get('_meta');
  const tag = meta && members(bytes, meta).get(SUBSCRIPTION);
  return tag && jsonText(bytes, tag);
}

/** The notification as the client is to get it. */
export function untagged(notification: Message): Message {
  const { bytes, members: params } = notification;
  const meta = params.get('_meta');
  return meta ? readMessage(splice(bytes, withoutMembers(bytes, meta, TAG))) : notification;
}
