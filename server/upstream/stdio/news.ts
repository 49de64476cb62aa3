import { notification, request } from '../../wire/build-message.js';
import type { Message } from '../../wire/message.js';
import { envelopeParams } from '../envelope.js';
import {
  ACCEPTED,
  capabilitiesFor,
  filterOf,
  isHonoured,
  REFUSED,
  subscriptionOf,
  type Topic,
  toldTopic,
  topicKey,
  untagged,
} from '../topics.js';
import { UpstreamTimeout } from '../upstream-failure.js';
import type { Caller } from '../upstream.js';

/** The way to a program. */
export interface Line {
  write(message: Buffer): void;
  /** @param params JSON text */
  ask(method: string, params: string, timeoutMs: number): Promise<Message>;
}

/** How a program is asked to tell of something, and how it tells. */
export interface News {
  /** @returns a result or an error. @throws UpstreamFailure, UpstreamTimeout */
  subscribe(topic: Topic, timeoutMs: number): Promise<Message>;
  unsubscribe(topic: Topic, timeoutMs: number): void;
  followLists(): void;
  /** @returns what was subscribed to as the client is to get it, true for what is about subscriptions else */
  hear(message: Message): Message | boolean;
  /** The program is gone. */
  end(reason: Error): void;
}

/** 2025-11-25, server/resources, Subscriptions. Of its tasks a program of this era tells without being asked. */
export class LegacyNews implements News {
  constructor(private readonly line: Line) {}

  subscribe({ kind, id: uri }: Topic, timeoutMs: number): Promise<Message> {
    if (kind !== 'resource') return Promise.resolve(REFUSED);
    return this.line.ask('resources/subscribe', JSON.stringify({ uri }), timeoutMs);
  }

  unsubscribe({ id: uri }: Topic, timeoutMs: number): void {
    this.line.ask('resources/unsubscribe', JSON.stringify({ uri }), timeoutMs).catch(() => {});
  }

  followLists(): void {
    // A program of this era tells of its lists without being asked.
  }

  hear(message: Message): Message | boolean {
    return message.method === 'notifications/resources/updated' && message;
  }

  end(): void {
    // Requests in flight are told by the session.
  }
}

const LISTS = '{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true}';

let lastId = 0;

/** 2026-07-28, basic/utilities/subscriptions: a request for each topic, open for as long as it is wanted. */
export class ModernNews implements News {
  /** Ids of open requests as JSON text, by topic. */
  private readonly listens = new Map<string, string>();
  /** Requests not acknowledged yet, by their id. */
  private readonly waiting = new Map<
    string,
    { take: (answer: Message) => void; fail: (reason: Error) => void }
  >();

  constructor(
    private readonly line: Line,
    private readonly caller: Caller,
  ) {}

  /** Has changes of the program's lists told as well; whether it does so is up to it. */
  followLists(): void {
    this.line.write(this.request(`"listen-${++lastId}"`, LISTS, '{}'));
  }

  async subscribe(topic: Topic, timeoutMs: number): Promise<Message> {
    if (this.listens.has(topicKey(topic))) return ACCEPTED;
    const id = `"listen-${++lastId}"`;
    const answer = await this.listen(id, topic, timeoutMs);
    if (answer.kind === 'error') return answer;
    if (!isHonoured(answer, topic)) {
      this.cancel(id);
      return REFUSED;
    }
    this.listens.set(topicKey(topic), id);
    return ACCEPTED;
  }

  unsubscribe(topic: Topic): void {
    const id = this.listens.get(topicKey(topic));
    if (id === undefined) return;
    this.listens.delete(topicKey(topic));
    this.cancel(id);
  }

  hear(message: Message): Message | boolean {
    return this.takes(message) || message.method === 'notifications/subscriptions/acknowledged';
  }

  end(reason: Error): void {
    for (const { fail } of [...this.waiting.values()]) fail(reason);
  }

  private takes(message: Message): Message | boolean {
    const id = message.kind === 'notification' ? subscriptionOf(message) : message.id;
    if (toldTopic(message)) return [...this.listens.values()].includes(id ?? '') && untagged(message);
    const waiting = id === undefined ? undefined : this.waiting.get(id);
    waiting?.take(message);
    return waiting !== undefined;
  }

  private listen(id: string, topic: Topic, timeoutMs: number): Promise<Message> {
    const asked = this.request(id, JSON.stringify(filterOf([topic])), capabilitiesFor([topic]));
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.waiting.delete(id);
      };
      const fail = (reason: Error) => {
        settle();
        reject(reason);
      };
      const timer = setTimeout(() => {
        this.cancel(id);
        fail(new UpstreamTimeout(`did not acknowledge subscriptions/listen within ${timeoutMs / 1000} s`));
      }, timeoutMs);
      const take = (answer: Message) => {
        settle();
        resolve(answer);
      };
      this.waiting.set(id, { take, fail });
      this.line.write(asked);
    });
  }

  /** @param notifications what to hear of: JSON text */
  private request(id: string, notifications: string, capabilities: string): Buffer {
    const params = envelopeParams({ ...this.caller, capabilities }, `{"notifications":${notifications}}`);
    return request(id, 'subscriptions/listen', params);
  }

  private cancel(id: string): void {
    this.line.write(notification('notifications/cancelled', `{"requestId":${id}}`));
  }
}
