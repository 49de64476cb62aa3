import { errorResponse, resultResponse } from '../wire/build-message.js';
import { elements, jsonText, members, stringValue } from '../wire/members.js';
import type { Message } from '../wire/message.js';
import { readMessage } from '../wire/read-message.js';
import { splice } from '../wire/splice.js';
import { withoutMembers } from '../wire/without-members.js';
import { JsonRpcCode } from '../wire/wire-error.js';
import { TASKS_EXTENSION } from './tasks-extension.js';

/** What a server tells of to those who ask for it. */
export interface Topic {
  /** Updates of a resource, or the status of a task. */
  readonly kind: 'resource' | 'task';
  /** The resource's URI, or the task's id. */
  readonly id: string;
}

/** 2026-07-28, basic/patterns/subscriptions, and SEP-2663, Task Status Notifications. */
const WORDS = {
  resource: { filter: 'resourceSubscriptions', method: 'notifications/resources/updated', member: 'uri' },
  task: { filter: 'taskIds', method: 'notifications/tasks', member: 'taskId' },
} as const;

/** Servers tell of tasks to those only that know them. */
const KNOWS_TASKS = JSON.stringify({ extensions: { [TASKS_EXTENSION]: {} } });

/** What a modern server's `subscriptions/listen` comes to, as a legacy server answers `resources/subscribe`. */
export const ACCEPTED = readMessage(resultResponse('0', '{}'));
export const REFUSED = readMessage(
  errorResponse({ id: '0', code: JsonRpcCode.methodNotFound, message: 'Method not found' }),
);

/** Names the stream, or the request, between this gateway and the server, of which the client knows nothing. */
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const TAG = new Set([SUBSCRIPTION]);

/** Equal for topics that are the same. */
export function topicKey({ kind, id }: Topic): string {
  return `${kind} ${id}`;
}

/** The part of a filter, or of its acknowledgement, that names these topics. */
export function filterOf(topics: Iterable<Topic>): Record<string, string[]> {
  const filter: Record<string, string[]> = {};
  for (const { kind, id } of topics) (filter[WORDS[kind].filter] ??= []).push(id);
  return filter;
}

/** What a client has to declare to be told of these topics: JSON text. */
export function capabilitiesFor(topics: readonly Topic[]): string {
  return topics.some(({ kind }) => kind === 'task') ? KNOWS_TASKS : '{}';
}

/** Whether an acknowledgement says that this topic is told of. */
export function isHonoured({ bytes, members: params }: Message, { kind, id }: Topic): boolean {
  const honoured = params.get('notifications');
  const ids = honoured && members(bytes, honoured).get(WORDS[kind].filter);
  return ((ids && elements(bytes, ids)) ?? []).some((span) => stringValue(bytes, span) === id);
}

/** What a notification tells of; undefined for one that is about something else. */
export function toldTopic({ method, bytes, members: params }: Message): Topic | undefined {
  const kind = (['resource', 'task'] as const).find((each) => WORDS[each].method === method);
  const span = kind && params.get(WORDS[kind].member);
  const id = span && stringValue(bytes, span);
  return id === undefined ? undefined : { kind: kind!, id };
}

/** The member by which a notification names its topic. */
export function memberOf({ kind }: Topic): string {
  return WORDS[kind].member;
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
