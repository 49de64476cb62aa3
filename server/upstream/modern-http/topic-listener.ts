import type { Message } from '../../wire/message.js';
import type { HttpPeer } from '../http/http-peer.js';
import {
  ACCEPTED,
  capabilitiesFor,
  filterOf,
  isHonoured,
  REFUSED,
  type Topic,
  toldTopic,
  topicKey,
  untagged,
} from '../topics.js';
import type { Caller } from '../upstream.js';
import { ListenStream } from './listen-stream.js';

/** What one caller wants to hear of from one server: one stream, replaced when there is one topic more. */
export class TopicListener {
  private readonly topics = new Map<string, Topic>();
  private stream: ListenStream | undefined;
  private asking = 0;
  /** One stream is replaced at a time. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly peer: HttpPeer,
    private readonly caller: Caller,
  ) {}

  get isEmpty(): boolean {
    return this.topics.size === 0 && this.asking === 0;
  }

  /** @returns a result, or an error where the server does not tell of it. @throws what opening a stream throws */
  async subscribe(topic: Topic): Promise<Message> {
    this.asking++;
    try {
      const answer = this.turn.then(() => (this.topics.has(topicKey(topic)) ? ACCEPTED : this.add(topic)));
      this.turn = answer.catch(() => {});
      return await answer;
    } finally {
      this.asking--;
    }
  }

  /** The stream goes on; what it still says of this topic is not passed on. */
  unsubscribe(topic: Topic): void {
    this.topics.delete(topicKey(topic));
  }

  close(): void {
    this.stream?.close();
  }

  /** The new stream is open before the old one is closed, so that nothing is missed. */
  private async add(topic: Topic): Promise<Message> {
    const stream = this.streamFor([...this.topics.values(), topic]);
    const greeting = await stream.open().catch((error: unknown) => {
      stream.close();
      throw error;
    });
    if (greeting.kind === 'error') return greeting;
    if (!isHonoured(greeting, topic)) {
      stream.close();
      return REFUSED;
    }
    this.stream?.close();
    this.stream = stream;
    this.topics.set(topicKey(topic), topic);
    return ACCEPTED;
  }

  private streamFor(topics: readonly Topic[]): ListenStream {
    const { peer, caller } = this;
    let opened = 0;
    return new ListenStream({
      peer,
      caller: { ...caller, capabilities: capabilitiesFor(topics) },
      notifications: JSON.stringify(filterOf(topics)),
      hear: (notification) => this.tell(notification),
      onOpened: () => {
        if (++opened > 1) caller.channel?.missed?.(peer.target.name);
      },
    });
  }

  private tell(notification: Message): void | Promise<void> {
    const topic = toldTopic(notification);
    if (!topic || !this.topics.has(topicKey(topic))) return;
    return this.caller.channel?.notify(untagged(notification), this.peer.target.name);
  }
}
