import { TransientMap } from '../../common/transient-map.js';
import { jsonText, members } from '../../wire/members.js';
import type { Message, Span } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { type Edit, splice } from '../../wire/splice.js';
import type { StdioCall } from './stdio-call.js';

/** A call under the id and the progress token that the program knows it by, both JSON text. */
interface Known {
  readonly call: StdioCall;
  readonly id: string;
  readonly token: string | undefined;
  /** As the caller has them. */
  readonly ownId: string;
  readonly ownToken: string | undefined;
}

let lastId = 0;

/**
 * The calls that one program works on, told apart by their ids and progress tokens. Those that are taken
 * already, since several clients' requests may share a process, are replaced on the way there and back.
 */
export class CallsInFlight {
  private readonly byId = new TransientMap<string, Known>();
  private readonly byToken = new TransientMap<string, Known>();

  get size(): number {
    return this.byId.size;
  }

  /** The youngest last. */
  get all(): StdioCall[] {
    return this.byId.values().map(({ call }) => call);
  }

  /** @returns the body to send, and the id by which the program knows the call */
  add(call: StdioCall, body: Buffer): { body: Buffer; id: string } {
    const message = readMessage(body);
    const tokenSpan = progressToken(message);
    const ownId = message.id!;
    const ownToken = tokenSpan && jsonText(message.bytes, tokenSpan);
    const id = this.byId.has(ownId) ? newId() : ownId;
    const token = ownToken !== undefined && this.byToken.has(ownToken) ? newId() : ownToken;
    const known = { call, id, token, ownId, ownToken };
    this.byId.set(id, known);
    if (token !== undefined) this.byToken.set(token, known);
    const edits: Edit[] = [];
    if (id !== ownId) edits.push({ ...message.idSpan!, text: id });
    if (token !== ownToken) edits.push({ ...tokenSpan!, text: token! });
    return { body: spliced(message, edits), id };
  }

  remove(id: string): void {
    const known = this.byId.get(id);
    this.byId.delete(id);
    if (known?.token !== undefined) this.byToken.delete(known.token);
  }

  /** Hands an answer to its call, under the call's own id. @returns false when no call waits for it */
  answer(message: Message): boolean {
    const known = this.knownOf(message);
    if (!known) return false;
    const { idSpan } = message;
    this.remove(known.id);
    known.call.take(
      message.id === known.ownId || !idSpan
        ? message
        : readMessage(splice(message.bytes, [{ ...idSpan, text: known.ownId }])),
    );
    return true;
  }

  /** Whose progress it is, and under the token that this call has for it; undefined for nobody's. */
  progress(message: Message): { call: StdioCall; message: Message } | undefined {
    const { bytes, members: params } = message;
    const span = params.get('progressToken');
    const known = span && this.byToken.get(jsonText(bytes, span));
    if (!known) return undefined;
    const { call, token, ownToken } = known;
    if (token === ownToken) return { call, message };
    return { call, message: readMessage(splice(bytes, [{ ...span, text: ownToken! }])) };
  }

  failAll(error: Error): void {
    const failed = this.all;
    this.byId.clear();
    this.byToken.clear();
    for (const call of failed) call.fail(error);
  }

  /** Some programs write an id in another form (`1.0` becomes `1`), or leave it out of an error. */
  private knownOf({ kind, id }: Message): Known | undefined {
    const known = id === undefined ? undefined : this.byId.get(id);
    if (known) return known;
    if (id === undefined || id === 'null') {
      return kind === 'error' && this.size === 1 ? this.byId.first()?.[1] : undefined;
    }
    const value: unknown = JSON.parse(id);
    return this.byId.values().find((other) => JSON.parse(other.id) === value);
  }
}

function progressToken({ bytes, members: params }: Message): Span | undefined {
  const meta = params.get('_meta');
  return meta && members(bytes, meta).get('progressToken');
}

function spliced({ bytes }: Message, edits: Edit[]): Buffer {
  if (edits.length === 0) return bytes;
  return splice(
    bytes,
    edits.sort((a, b) => a.start - b.start),
  );
}

function newId(): string {
  return `"mcpjungle-${++lastId}"`;
}
