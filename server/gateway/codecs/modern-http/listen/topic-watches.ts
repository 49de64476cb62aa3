import { Injectable } from '@nestjs/common';
import { IdentityDirectory } from '../../../../auth/identity-directory.js';
import { Policy } from '../../../../policy/policy.js';
import type { CatalogServer } from '../../../../registry/catalog.js';
import { Upstreams } from '../../../../registry/upstreams.js';
import { type Topic, toldTopic, topicKey } from '../../../../upstream/topics.js';
import type { Message } from '../../../../wire/message.js';
import { type Located, locateResource } from '../../../core/address.js';
import { toldTask } from '../../../tasks/task-words.js';
import { Tasks } from '../../../tasks/tasks.js';
import type { ListenStream } from './listen-stream.js';
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

/** The resources and tasks that clients listen to: one subscription at the server for all streams of a principal. */
@Injectable()
export class TopicWatches {
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly policy: Policy,
    private readonly upstreams: Upstreams,
    private readonly identities: IdentityDirectory,
    private readonly tasks: Tasks,
  ) {}

  /**
   * @param asked as the client names it
   * @returns whether the client will be told of it
   */
  async subscribe(stream: ListenStream, asked: Topic): Promise<boolean> {
    const found = this.locate(stream, asked);
    if (!found) return false;
    const watch = this.watchOf(this.targetOf(stream, asked, found));
    watch.listeners.add({ stream, asked });
    const accepted = await watch.accepted;
    if (!accepted) this.leave(watch, stream);
    return accepted;
  }

  /** The stream is closed. */
  forget(stream: ListenStream): void {
    for (const watch of this.watches.values()) this.leave(watch, stream);
  }

  private targetOf(stream: ListenStream, { kind, id }: Topic, found: Located): Target {
    const { key: principalKey } = stream.principal;
    const affinity = kind === 'task' ? this.tasks.affinityOf(stream, found, id) : affinityOf(principalKey);
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
        const found = this.locate(stream, asked);
        if (found?.item.server.id !== watch.server.id) continue;
        stream.pass(asked, message);
        if (topic.kind === 'task') this.told(stream, found, message);
      }
    }
  }

  /** The outcome of a task came with the news that it is over. */
  private told(stream: ListenStream, { item, meant: task }: Located, { bytes, members }: Message): void {
    if (!toldTask(bytes, members)?.isOver) return;
    this.tasks.find(stream, { serverId: item.server.id, task })?.letGo();
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

  private locate(stream: ListenStream, { kind, id }: Topic): Located | undefined {
    if (kind === 'task') return this.tasks.locate(stream, id);
    const now = this.identities.principalByKey(stream.principal.key) ?? stream.principal;
    return locateResource(this.policy.view(now, stream.scope), id);
  }
}

function keyOf({ principalKey, server, topic }: Target): string {
  return `${principalKey}\n${server.id}\n${topicKey(topic)}`;
}
