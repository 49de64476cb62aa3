import type { Principal } from '../../../../common/principal.js';
import type { Scope } from '../../../../policy/policy.js';
import { notification, resultResponse } from '../../../../wire/build-message.js';
import type { Message } from '../../../../wire/message.js';
import { rewriteObject } from '../../../../wire/rewrite-object.js';
import { changedLists, type ListName, type ViewDigests } from '../../../core/view-digests.js';
import type { Exchange } from '../../../exchange.js';
import { SseResponse } from '../../../sse-response.js';

export interface ListenStreamOptions {
  /** The lists whose changes the client asked for. */
  readonly lists: readonly ListName[];
  /** As they are when the stream opens. */
  readonly digests: ViewDigests;
}

/** A stream on which a client is told of changes (2026-07-28, basic/patterns/subscriptions). */
export class ListenStream extends SseResponse {
  readonly principal: Principal;
  readonly scope: Scope;
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
    this.id = request.id!;
    this.announced = options.digests;
  }

  /**
   * Says what will be told, before any of it.
   * @param resources as the client writes their URIs
   */
  acknowledge(resources: readonly string[]): void {
    const honoured = {
      ...Object.fromEntries(this.options.lists.map((list) => [`${list}ListChanged`, true])),
      ...(resources.length > 0 && { resourceSubscriptions: resources }),
    };
    const held = this.held ?? new Set();
    this.held = undefined;
    this.tell('subscriptions/acknowledged', `"notifications":${JSON.stringify(honoured)},`);
    for (const message of held) void this.send(Buffer.from(message));
  }

  /** Tells which of the lists that were asked for are no longer what they were. */
  announce(now: ViewDigests): void {
    const changed = changedLists(this.announced, now);
    this.announced = now;
    for (const list of changed) if (this.options.lists.includes(list)) this.tell(`${list}/list_changed`);
  }

  /**
   * Tells that a resource changed.
   * @param uri as the client writes it
   */
  update(uri: string, { bytes, payload }: Message): void {
    const own = new Map([['uri', JSON.stringify(uri)] as const, ['_meta', undefined] as const]);
    const params = rewriteObject(bytes, payload!, own);
    this.tell('resources/updated', `${params.slice(1, -1)},`);
  }

  /** The gateway's own end, which the client may answer by listening again. */
  complete(): void {
    void this.send(resultResponse(this.id, `{"resultType":"complete",${this.tag}}`));
    this.end();
  }

  /** @param params members as JSON text, each with a comma behind it */
  private tell(what: string, params = ''): void {
    const message = notification(`notifications/${what}`, `{${params}${this.tag}}`);
    // What is said twice need be heard once.
    if (this.held) this.held.add(message.toString());
    else void this.send(message);
  }

  private get tag(): string {
    return `"_meta":{"io.modelcontextprotocol/subscriptionId":${this.id}}`;
  }
}
