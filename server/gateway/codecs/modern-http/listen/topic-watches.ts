import { Injectable } from '@nestjs/common';
import { UpstreamError } from '../../../../common/errors.js';
import type { CatalogServer } from '../../../../registry/catalog.js';
import { Upstreams } from '../../../../registry/upstreams.js';
import { type Topic, toldTopic, topicKey } from '../../../../upstream/topics.js';
import type { Message } from '../../../../wire/message.js';
import type { Located } from '../../../core/address.js';
import type { Reply } from '../../../core/call.js';
import { CallReports } from '../../../core/call-reports.js';
import { toldTask } from '../../../tasks/task-words.js';
import { Tasks } from '../../../tasks/tasks.js';
import type { ListenStream } from './listen-stream.js';
import { TopicFinder } from './topic-finder.js';
import { affinityOf, watcher } from './watcher.js';

/** A topic at its server. */
interface Target {
  readonly principalKey: string;
  readonly server: CatalogServer;
  readonly topic: Topic;
  /** In which session the server is asked; see `Caller`. */
  readonly affinity: string;
}

interface Watch extends Target {
  /** Who wants to hear of it, and how the client names it. */
  readonly listeners: Set<{ readonly stream: ListenStream; readonly asked: Topic }>;
  /** Whether the server tells of it. */
  readonly accepted: Promise<boolean>;
}

/** Of what is not there so much is told of for each stream: a request can name two thousand. */
const MAX_DENIED = 16;
const DONE: Reply = { kind: 'own', result: [] };

/** The resources and tasks that clients listen to: one subscription at the server for all streams of a principal. */
@Injectable()
export class TopicWatches {
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly finder: TopicFinder,
    private readonly upstreams: Upstreams,
    private readonly tasks: Tasks,
    private readonly reports: CallReports,
  ) {}

  /**
   * It is told of as a call is.
   * @param asked as the client names it
   * @returns whether the client will be told of it
   */
  async subscribe(stream: ListenStream, asked: Topic): Promise<boolean> {
    const { call } = stream;
    if (!this.finder.locate(call, asked) && ++stream.denied > MAX_DENIED) return false;
    const watching = this.reports.during(call, {
      view: this.finder.viewOf(call),
      find: (_, view) => ({ ...this.finder.find(call, asked, view), asked: asked.id }),
      work: (found) => this.watch(stream, asked, found),
    });
    return watching.then(
      () => true,
      () => false,
    );
  }

  /** The stream is closed. */
  forget(stream: ListenStream): void {
    for (const watch of this.watches.values()) this.leave(watch, stream);
  }

  /** @throws UpstreamError when the server does not tell of it */
  private async watch(stream: ListenStream, asked: Topic, found: Located): Promise<Reply> {
    const watch = this.watchOf(this.targetOf(stream, asked, found));
    watch.listeners.add({ stream, asked });
    if (await watch.accepted) return DONE;
    this.leave(watch, stream);
    throw new UpstreamError(watch.server.name, 'it does not tell of this');
  }

  private targetOf({ call }: ListenStream, { kind, id }: Topic, found: Located): Target {
    const { key: principalKey } = call.principal;
    const affinity = kind === 'task' ? this.tasks.affinityOf(call, found, id) : affinityOf(principalKey);
    return { principalKey, server: found.item.server, topic: { kind, id: found.meant }, affinity };
  }

  private watchOf(target: Target): Watch {
    const key = keyOf(target);
    let watch = this.watches.get(key);
    if (!watch) {
      watch = { ...target, listeners: new Set(), accepted: this.ask(target) };
      this.watches.set(key, watch);
    }
    return watch;
  }

  /** A server that cannot be reached, or tells of nothing, is none to wait for. */
  private async ask({ principalKey, server, topic, affinity }: Target): Promise<boolean> {
    const caller = watcher({
      principalKey,
      server,
      affinity,
      notify: (message, name) => this.tell(principalKey, message, name),
      missed: (name) => this.endMissed(principalKey, name),
    });
    try {
      return (await this.upstreams.forServer(server).watches.subscribe(caller, topic)).kind === 'result';
    } catch {
      return false;
    }
  }

  private leave(watch: Watch, stream: ListenStream): void {
    for (const listener of watch.listeners) if (listener.stream === stream) watch.listeners.delete(listener);
    if (watch.listeners.size > 0 || !this.watches.delete(keyOf(watch))) return;
    this.upstreams.find(watch.server)?.watches.unsubscribe(watch.affinity, watch.topic);
  }

  /** Each under the name that it uses, as long as it may reach it. */
  private tell(principalKey: string, message: Message, server: string): void {
    const topic = toldTopic(message);
    if (!topic) return;
    for (const watch of this.of(principalKey, server)) {
      if (topicKey(watch.topic) !== topicKey(topic)) continue;
      for (const { stream, asked } of watch.listeners) {
        const found = this.finder.locate(stream.call, asked);
        if (found?.item.server.id !== watch.server.id) continue;
        stream.pass(asked, message);
        if (topic.kind === 'task') this.told(stream, found, message);
      }
    }
  }

  /** The outcome of a task came with the news that it is over. */
  private told({ call }: ListenStream, { item, meant: task }: Located, { bytes, members }: Message): void {
    if (!toldTask(bytes, members)?.isOver) return;
    this.tasks.find(call, { serverId: item.server.id, task })?.letGo();
  }

  /** A task may be over unheard, or be gone: who listens again learns whether it is told of, and asks how it is. */
  private endMissed(principalKey: string, server: string): void {
    const told = this.of(principalKey, server).filter(({ topic }) => topic.kind === 'task');
    const streams = told.flatMap(({ listeners }) => [...listeners].map(({ stream }) => stream));
    for (const stream of new Set(streams)) stream.complete();
  }

  private of(principalKey: string, server: string): Watch[] {
    return [...this.watches.values()].filter(
      (watch) => watch.principalKey === principalKey && watch.server.name === server,
    );
  }
}

function keyOf({ principalKey, server, topic }: Target): string {
  return `${principalKey}\n${server.id}\n${topicKey(topic)}`;
}
