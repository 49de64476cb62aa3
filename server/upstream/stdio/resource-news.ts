import { notification, request } from '../../wire/build-message.js';
import type { Message } from '../../wire/message.js';
import { envelopeParams } from '../envelope.js';
import {
  ACCEPTED,
  isHonoured,
  REFUSED,
  resourcesToHearOf,
  subscriptionOf,
  untagged,
} from '../resource-updates.js';
import { UpstreamTimeout } from '../upstream-failure.js';
import type { Caller } from '../upstream.js';

/** The way to a program. */
export interface Line {
  write(message: Buffer): void;
  /** @param params JSON text */
  ask(method: string, params: string, timeoutMs: number): Promise<Message>;
}

/** How a program is asked to tell of changes of resources, and how it tells. */
export interface ResourceNews {
  /** @returns a result or an error. @throws UpstreamFailure, UpstreamTimeout */
  subscribe(uri: string, timeoutMs: number): Promise<Message>;
  unsubscribe(uri: string, timeoutMs: number): void;
  followLists(): void;
  /** @returns the update of a resource as the client is to get it, true for what is about subscriptions else */
  hear(message: Message): Message | boolean;
  /** The program is gone. */
  end(reason: Error): void;
}

/** 2025-11-25, server/resources, Subscriptions. */
export class LegacyNews implements ResourceNews {
  constructor(private readonly line: Line) {}

  subscribe(uri: string, timeoutMs: number): Promise<Message> {
    return this.line.ask('resources/subscribe', JSON.stringify({ uri }), timeoutMs);
  }

  unsubscribe(uri: string, timeoutMs: number): void {
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

/** 2026-07-28, basic/utilities/subscriptions: a request for each resource, open for as long as it is wanted. */
export class ModernNews implements ResourceNews {
  /** Ids of open requests as JSON text, by URI. */
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
    const params = envelopeParams({ ...this.caller, capabilities: '{}' }, `{"notifications":${LISTS}}`);
    this.line.write(request(`"listen-${++lastId}"`, 'subscriptions/listen', params));
  }

  async subscribe(uri: string, timeoutMs: number): Promise<Message> {
    if (this.listens.has(uri)) return ACCEPTED;
    const id = `"listen-${++lastId}"`;
    const answer = await this.listen(id, uri, timeoutMs);
    if (answer.kind === 'error') return answer;
    if (!isHonoured(answer, uri)) {
      this.cancel(id);
      return REFUSED;
    }
    this.listens.set(uri, id);
    return ACCEPTED;
  }

  unsubscribe(uri: string): void {
    const id = this.listens.get(uri);
    if (id === undefined) return;
    this.listens.delete(uri);
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
    if (message.method === 'notifications/resources/updated') {
      return [...this.listens.values()].includes(id ?? '') && untagged(message);
    }
    const waiting = id === undefined ? undefined : this.waiting.get(id);
    waiting?.take(message);
    return waiting !== undefined;
  }

  private listen(id: string, uri: string, timeoutMs: number): Promise<Message> {
    const caller = { ...this.caller, capabilities: '{}' };
    const params = envelopeParams(caller, `{"notifications":${resourcesToHearOf([uri])}}`);
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
      this.line.write(request(id, 'subscriptions/listen', params));
    });
  }

  private cancel(id: string): void {
    this.line.write(notification('notifications/cancelled', `{"requestId":${id}}`));
  }
}
