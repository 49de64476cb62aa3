import type { Principal } from '../../../../common/principal.js';
import type { Scope } from '../../../../policy/policy.js';
import { notification, resultResponse } from '../../../../wire/build-message.js';
import type { Message } from '../../../../wire/message.js';
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
    const honoured = Object.fromEntries(options.lists.map((list) => [`${list}ListChanged`, true]));
    this.tell('subscriptions/acknowledged', `"notifications":${JSON.stringify(honoured)}`);
  }

  /** Tells which of the lists that were asked for are no longer what they were. */
  announce(now: ViewDigests): void {
    const changed = changedLists(this.announced, now);
    this.announced = now;
    for (const list of changed) if (this.options.lists.includes(list)) this.tell(`${list}/list_changed`);
  }

  /** The gateway's own end, which the client may answer by listening again. */
  complete(): void {
    void this.send(resultResponse(this.id, `{"resultType":"complete",${this.tag}}`));
    this.end();
  }

  /** @param params members as JSON text */
  private tell(what: string, params?: string): void {
    const members = params === undefined ? this.tag : `${params},${this.tag}`;
    void this.send(notification(`notifications/${what}`, `{${members}}`));
  }

  private get tag(): string {
    return `"_meta":{"io.modelcontextprotocol/subscriptionId":${this.id}}`;
  }
}
