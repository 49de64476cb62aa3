import { TransientMap } from '../../common/transient-map.js';
import { jsonText, members } from '../../wire/members.js';
import type { Message, Span } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { type Edit, splice } from '../../wire/splice.js';
import { WireError } from '../../wire/wire-error.js';
import type { Receiver } from '../http/response-stream.js';

/** A request that shares its stream with others. */
export interface PendingRequest {
  /** By which the upstream knows it, as JSON text. */
  readonly id: string;
  /** As it is sent. */
  readonly body: Buffer;
  readonly receiver: Receiver;
  /** Its own id and token, where the upstream knows others: JSON text. */
  readonly ownId: string;
  readonly ownToken: string | undefined;
  readonly token: string | undefined;
  isAnswered: boolean;
}

/**
 * The requests that one stream answers. Two that would be taken for each other, for they have one id or one
 * progress token, are told apart by names given here.
 */
export class PendingRequests {
  private readonly byId = new TransientMap<string, PendingRequest>();
  private readonly byToken = new TransientMap<string, PendingRequest>();
  private lastName = 0;

  add(body: Buffer, receiver: Receiver): PendingRequest {
    const message = readMessage(body);
    const tokenSpan = progressTokenOf(message);
    const ownToken = tokenSpan && jsonText(body, tokenSpan);
    const id = this.free(this.byId, message.id!);
    const token = ownToken === undefined ? undefined : this.free(this.byToken, ownToken);
    const edits: Edit[] = [];
    if (id !== message.id) edits.push({ ...message.idSpan!, text: id });
    if (token !== ownToken) edits.push({ ...tokenSpan!, text: token! });
    const sent =
      edits.length === 0
        ? body
        : splice(
            body,
            edits.sort((a, b) => a.start - b.start),
          );
    const pending = { id, body: sent, receiver, ownId: message.id!, ownToken, token, isAnswered: false };
    this.byId.set(key(id), pending);
    if (token !== undefined) this.byToken.set(key(token), pending);
    return pending;
  }

  /** @returns what an answer belongs to, and the answer under the request's own id */
  answered(message: Message): { pending: PendingRequest; answer: Message } | undefined {
    const pending = message.id === undefined ? undefined : this.byId.get(key(message.id));
    if (!pending) return undefined;
    pending.isAnswered = true;
    this.delete(pending);
    const isRenamed = pending.id !== pending.ownId;
    return { pending, answer: isRenamed ? renamed(message, message.idSpan!, pending.ownId) : message };
  }

  /** @returns the request whose progress a notification tells, and the notification under its own token */
  progressed(message: Message): { pending: PendingRequest; progress: Message } | undefined {
    const span = message.members.get('progressToken');
    const pending = span && this.byToken.get(key(jsonText(message.bytes, span)));
    if (!pending) return undefined;
    const isRenamed = pending.token !== pending.ownToken;
    return { pending, progress: isRenamed ? renamed(message, span, pending.ownToken!) : message };
  }

  /** Its names may belong to another by now. */
  delete(pending: PendingRequest): void {
    const { id, token } = pending;
    if (this.byId.get(key(id)) === pending) this.byId.delete(key(id));
    if (token !== undefined && this.byToken.get(key(token)) === pending) this.byToken.delete(key(token));
  }

  /** @returns all there were */
  clear(): PendingRequest[] {
    const all = this.byId.values();
    this.byId.clear();
    this.byToken.clear();
    return all;
  }

  private free(taken: TransientMap<string, unknown>, name: string): string {
    return taken.has(key(name)) ? `"mcpjungle-${++this.lastName}"` : name;
  }
}

/** Of a request with two tokens nobody can say which one counts: its progress is not told. */
function progressTokenOf({ bytes, members: params }: Message): Span | undefined {
  try {
    const meta = params.get('_meta');
    return meta && members(bytes, meta).get('progressToken');
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function renamed({ bytes }: Message, span: Span, text: string): Message {
  return readMessage(splice(bytes, [{ ...span, text }]));
}

/** Of all forms in which a value may come back: `1.0` as `1`. */
function key(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    // What is no JSON comes back as it is, or not at all.
    return json;
  }
}
