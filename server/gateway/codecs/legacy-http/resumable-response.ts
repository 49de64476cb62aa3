import type { ServerResponse } from 'node:http';
import type { Message } from '../../../wire/message.js';
import type { ResumableStream } from '../../sessions/resumable-stream.js';
import type { Session } from '../../sessions/session.js';
import type { EventStream } from '../../sse-response.js';
import { PostResponse } from '../http/post-response.js';
import type { CallResponse } from './legacy-call.js';

/** What is answered. */
export interface Answered {
  readonly session: Session;
  readonly request: Message;
}

/** The answer to a POST, which can be resumed once it is a stream. */
export class ResumableResponse extends PostResponse implements CallResponse {
  private resumable: ResumableStream | undefined;

  constructor(
    raw: ServerResponse,
    private readonly answered: Answered,
  ) {
    super(raw);
  }

  /** Whether the stream has a reader. */
  get isConnected(): boolean {
    return this.resumable?.isConnected ?? false;
  }

  override onGone(listener: () => void): () => void {
    return this.resumable ? this.resumable.onGone(listener) : super.onGone(listener);
  }

  protected override openStream(): EventStream {
    const { session, request } = this.answered;
    return (this.resumable = session.link.beginStream(request.id!, this.raw));
  }
}
