import type { Message } from '../../wire/message.js';
import { gatewayCaller } from '../gateway-caller.js';
import type { HttpPeer } from '../http/http-peer.js';
import type { Topic } from '../topics.js';
import type { Caller, Watches } from '../upstream.js';
import { ListenStream } from './listen-stream.js';
import { TopicListener } from './topic-listener.js';

export interface ListenWatchesOptions {
  readonly peer: HttpPeer;
  /** The revision that the server speaks. */
  readonly revision: string;
  /** The lists have changed, or may have unseen. */
  readonly onListChanged: () => void;
}

const LISTS = JSON.stringify({
  toolsListChanged: true,
  promptsListChanged: true,
  resourcesListChanged: true,
});

/** The streams on which one modern server says what changes: one for its lists, and one for each affinity. */
export class ListenWatches implements Watches {
  private lists: ListenStream | undefined;
  private readonly listeners = new Map<string, TopicListener>();

  constructor(private readonly options: ListenWatchesOptions) {}

  followLists(): void {
    if (this.lists) return;
    const { peer, revision, onListChanged } = this.options;
    this.lists = new ListenStream({
      peer,
      caller: gatewayCaller(revision),
      notifications: LISTS,
      hear: onListChanged,
      onOpened: onListChanged,
    });
    // Where it fails it is tried again; until then the lists are read now and then.
    this.lists.open().catch(() => {});
  }

  async subscribe(caller: Caller, topic: Topic): Promise<Message> {
    const listener = this.listenerOf(caller);
    const { scrubber, failures } = this.options.peer;
    try {
      return scrubber.message(await listener.subscribe(topic));
    } catch (error) {
      throw failures.translate(error);
    } finally {
      if (listener.isEmpty) this.end(caller.affinity);
    }
  }

  unsubscribe(affinity: string, topic: Topic): void {
    const listener = this.listeners.get(affinity);
    listener?.unsubscribe(topic);
    if (listener?.isEmpty) this.end(affinity);
  }

  end(affinity: string): void {
    this.listeners.get(affinity)?.close();
    this.listeners.delete(affinity);
  }

  close(): void {
    this.lists?.close();
    for (const affinity of [...this.listeners.keys()]) this.end(affinity);
  }

  private listenerOf(caller: Caller): TopicListener {
    const { peer, revision } = this.options;
    let listener = this.listeners.get(caller.affinity);
    if (!listener) {
      listener = new TopicListener(peer, { ...caller, era: 'modern', protocolVersion: revision });
      this.listeners.set(caller.affinity, listener);
    }
    return listener;
  }
}
