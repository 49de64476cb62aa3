import type { ServerResponse } from 'node:http';
import { filterOf, memberOf, type Topic } from '../../../../upstream/topics.js';
import { notification, resultResponse } from '../../../../wire/build-message.js';
import type { Message } from '../../../../wire/message.js';
import { rewriteObject } from '../../../../wire/rewrite-object.js';
import type { Call } from '../../../core/call.js';
import { changedLists, type ListName, type ViewDigests } from '../../../core/view-digests.js';
import { SseResponse } from '../../../sse-response.js';

/** What is known of a request to listen; it is told of as a call is. */
export type ListenCall = Pick<
  Call,
  'principal' | 'scope' | 'request' | 'caller' | 'traceHeaders' | 'cancellation' | 'context'
>;

export interface ListenStreamOptions {
  /** The lists whose changes the client asked for. */
  readonly lists: readonly ListName[];
  /** As they are when the stream opens. */
  readonly digests: ViewDigests;
}

/** A stream on which a client is told of changes (2026-07-28, basic/patterns/subscriptions). */
export class ListenStream extends SseResponse {
  private announced: ViewDigests;
  /** What happened before the client knows what it will be told. */
  private held: Set<string> | undefined = new Set();
  /** How much was asked for that is not there. */
  denied = 0;

  constructor(
    response: ServerResponse,
    readonly call: ListenCall,
    private readonly options: ListenStreamOptions,
  ) {
    super(response);
    this.announced = options.digests;
  }

  /**
   * Says what will be told, before any of it.
   * @param topics as the client names them
   */
  acknowledge(topics: readonly Topic[]): void {
    const honoured = {
      ...Object.fromEntries(this.options.lists.map((list) => [`${list}ListChanged`, true])),
      ...filterOf(topics),
    };
    const held = this.held ?? new Set();
    this.held = undefined;
    this.tell('notifications/subscriptions/acknowledged', `"notifications":${JSON.stringify(honoured)},`);
    for (const message of held) void this.send(Buffer.from(message));
  }

  /** Tells which of the lists that were asked for are no longer what they were. */
  announce(now: ViewDigests): void {
    const changed = changedLists(this.announced, now);
    this.announced = now;
    for (const list of changed) {
      if (this.options.lists.includes(list)) this.tell(`notifications/${list}/list_changed`);
    }
  }

  /**
   * Passes on what a server told.
   * @param topic as the client names it
   */
  pass(topic: Topic, { method, bytes, payload }: Message): void {
    const own = new Map([
      [memberOf(topic), JSON.stringify(topic.id)] as const,
      ['_meta', undefined] as const,
    ]);
    const params = rewriteObject(bytes, payload!, own);
    this.tell(method!, `${params.slice(1, -1)},`);
  }

  /** The gateway's own end, which the client may answer by listening again. */
  complete(): void {
    void this.send(resultResponse(this.call.request.id!, `{"resultType":"complete",${this.tag}}`));
    this.end();
  }

  /** @param params members as JSON text, each with a comma behind it */
  private tell(method: string, params = ''): void {
    const message = notification(method, `{${params}${this.tag}}`);
    // What is said twice need be heard once.
    if (this.held) this.held.add(message.toString());
    else void this.send(message);
  }

  private get tag(): string {
    return `"_meta":{"io.modelcontextprotocol/subscriptionId":${this.call.request.id!}}`;
  }
}
