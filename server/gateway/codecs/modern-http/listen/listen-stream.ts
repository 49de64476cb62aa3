import type { Principal } from '../../../../common/principal.js';
import type { Scope } from '../../../../policy/policy.js';
import { filterOf, memberOf, type Topic } from '../../../../upstream/topics.js';
import type { Caller } from '../../../../upstream/upstream.js';
import { notification, resultResponse } from '../../../../wire/build-message.js';
import type { Message } from '../../../../wire/message.js';
import { rewriteObject } from '../../../../wire/rewrite-object.js';
import { changedLists, type ListName, type ViewDigests } from '../../../core/view-digests.js';
import type { Exchange } from '../../../exchange.js';
import { SseResponse } from '../../../sse-response.js';

export interface ListenStreamOptions {
  /** The client, as servers get to know it. */
  readonly caller: Caller;
  /** The lists whose changes the client asked for. */
  readonly lists: readonly ListName[];
  /** As they are when the stream opens. */
  readonly digests: ViewDigests;
}

/** A stream on which a client is told of changes (2026-07-28, basic/patterns/subscriptions). */
export class ListenStream extends SseResponse {
  readonly principal: Principal;
  readonly scope: Scope;
  readonly caller: Caller;
  private readonly id: string;
  private announced: ViewDigests;
  /** What happened before the client knows what it will be told. */
  private held: Set<string> | undefined = new Set();

  constructor(
    exchange: Exchange,
    request: Message,
    private readonly options: ListenStreamOptions,
  ) {
    super(exchange.response);
    this.principal = exchange.principal;
    this.scope = exchange.scope;
    this.caller = options.caller;
    this.id = request.id!;
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
    void this.send(resultResponse(this.id, `{"resultType":"complete",${this.tag}}`));
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
    return `"_meta":{"io.modelcontextprotocol/subscriptionId":${this.id}}`;
  }
}
