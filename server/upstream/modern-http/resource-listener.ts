import { stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import type { HttpPeer } from '../http/http-peer.js';
import { ACCEPTED, isHonoured, REFUSED, resourcesToHearOf, untagged } from '../resource-updates.js';
import type { Caller } from '../upstream.js';
import { ListenStream } from './listen-stream.js';

/** The resources of one server that one caller wants to hear of: one stream, replaced when there is one more. */
export class ResourceListener {
  private readonly uris = new Set<string>();
  private stream: ListenStream | undefined;
  private asking = 0;
  /** One stream is replaced at a time. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly peer: HttpPeer,
    private readonly caller: Caller,
  ) {}

  get isEmpty(): boolean {
    return this.uris.size === 0 && this.asking === 0;
  }

  /** @returns a result, or an error where the server does not tell of it. @throws what opening a stream throws */
  async subscribe(uri: string): Promise<Message> {
    this.asking++;
    try {
      const answer = this.turn.then(() => (this.uris.has(uri) ? ACCEPTED : this.add(uri)));
      this.turn = answer.catch(() => {});
      return await answer;
    } finally {
      this.asking--;
    }
  }

  /** The stream goes on; what it still says of this resource is not passed on. */
  unsubscribe(uri: string): void {
    this.uris.delete(uri);
  }

  close(): void {
    this.stream?.close();
  }

  /** The new stream is open before the old one is closed, so that nothing is missed. */
  private async add(uri: string): Promise<Message> {
    const stream = this.streamFor([...this.uris, uri]);
    const greeting = await stream.open().catch((error: unknown) => {
      stream.close();
      throw error;
    });
    if (greeting.kind === 'error') return greeting;
    if (!isHonoured(greeting, uri)) {
      stream.close();
      return REFUSED;
    }
    this.stream?.close();
    this.stream = stream;
    this.uris.add(uri);
    return ACCEPTED;
  }

  private streamFor(uris: readonly string[]): ListenStream {
    const { peer, caller } = this;
    return new ListenStream({
      peer,
      caller,
      notifications: resourcesToHearOf(uris),
      hear: (notification) => this.tell(notification),
      onOpened: () => {},
    });
  }

  private tell(notification: Message): void | Promise<void> {
    const { bytes, members: params } = notification;
    const span = params.get('uri');
    const uri = span && stringValue(bytes, span);
    if (uri === undefined || !this.uris.has(uri)) return;
    return this.caller.channel?.notify(untagged(notification), this.peer.target.name);
  }
}
