import type { Era } from '../../upstream/protocol-revisions.js';
import type { Caller } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import type { Address } from '../core/address.js';
import type { Call } from '../core/call.js';
import type { KnownTask } from './task-book.js';
import {
  createdTask,
  edited,
  relatedTaskEdits,
  resultingTask,
  TASK_STATUS,
  type ToldTask,
  toldTask,
} from './task-words.js';

/** The tasks of one client at one server. */
export interface ClientTasks {
  readonly era: Era;
  /** @param task the server's own id */
  find(task: string): KnownTask | undefined;
  learn(task: { task: string; tool: string; id?: string; ttlMs?: number }): KnownTask;
  /** The server's own id of a task; undefined for what is none of the client's. */
  read(id: string): string | undefined;
}

/** What is said between a client and a server about tasks: each of them has its own ids. */
export class TaskTranslation {
  constructor(private readonly tasks: ClientTasks) {}

  /**
   * In whose name a server is asked. Modern programs keep a task in the process that the client had when it called,
   * whatever it declares now.
   */
  callerOf({ request, caller }: Call, { item, asked: id, meant: task }: Address): Caller {
    if (!request.method!.startsWith('tasks/')) return caller;
    const { affinity } = this.tasks.learn({ task, tool: item.originalName, id });
    return this.tasks.era === 'modern' ? { ...caller, affinity } : caller;
  }

  /** @returns undefined when it tells of a task that is none of this client's */
  heard(notification: Message): Message | undefined {
    if (notification.method !== TASK_STATUS) return this.toClient(notification);
    const told = toldTask(notification.bytes, notification.members);
    const known = told && this.tasks.find(told.id);
    return known && edited(notification, [named(told, known.id)]);
  }

  /** What a server says or asks, as its client gets it. */
  toClient(message: Message): Message {
    return edited(
      message,
      relatedTaskEdits(message, (task) => this.tasks.find(task)?.id),
    );
  }

  /** A client's answer as its server gets it. */
  toServer(answer: Message): Message {
    return edited(
      answer,
      relatedTaskEdits(answer, (id) => this.tasks.read(id)),
    );
  }

  /** What a server answered to a request. */
  reply(answer: Message, request: Message, address: Address): Message {
    if (answer.kind === 'error') return answer;
    return request.method === 'tools/call'
      ? this.called(answer, request, address)
      : this.followed(answer, request, address);
  }

  private called(answer: Message, request: Message, { item }: Address): Message {
    const { era } = this.tasks;
    if (era === 'legacy' && !request.members.get('task')) return answer;
    const told = era === 'legacy' ? createdTask(answer) : resultingTask(answer);
    if (!told) return answer;
    const { id } = this.tasks.learn({ task: told.id, tool: item.originalName, ttlMs: told.ttlMs });
    const related = relatedTaskEdits(answer, (task) => (task === told.id ? id : undefined));
    return edited(answer, [named(told, id), ...related]);
  }

  /** A task is done with when its outcome was fetched: it is in the modern status, and apart in the legacy era. */
  private followed(answer: Message, { method }: Message, { asked, meant }: Address): Message {
    const told = method === 'tasks/result' ? undefined : toldTask(answer.bytes, answer.members);
    const isFetched = this.tasks.era === 'modern' ? told?.isOver : method !== 'tasks/get';
    if (isFetched) this.tasks.find(meant)?.letGo();
    const related = relatedTaskEdits(answer, (task) => (task === meant ? asked : undefined));
    return edited(answer, told ? [named(told, asked), ...related] : related);
  }
}

function named({ idSpan }: ToldTask, id: string) {
  return { ...idSpan, text: JSON.stringify(id) };
}
