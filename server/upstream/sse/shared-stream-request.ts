import type { Transmission } from '../http/http-call.js';
import type { HttpEndpoint, HttpRequest } from '../http/http-endpoint.js';
import { ResponseStream } from '../http/response-stream.js';
import type { PendingRequest } from './pending-requests.js';

export interface SharedStreamRequestOptions {
  readonly endpoint: HttpEndpoint;
  readonly post: HttpRequest;
  readonly pending: PendingRequest;
  /** Its answer is not waited for any more. */
  readonly onClosed: () => void;
}

/** A request whose POST is only acknowledged: it is answered on the stream of its session. */
export class SharedStreamRequest implements Transmission {
  readonly id: string;
  private readonly post: ResponseStream;

  constructor(private readonly options: SharedStreamRequestOptions) {
    const { endpoint, post, pending } = options;
    this.id = pending.id;
    this.post = new ResponseStream(endpoint, post, {
      onMessage: () => {},
      // Only the answer says that it is over, which may have come first.
      onEnd: () => pending.isAnswered && pending.receiver.onEnd(),
      onFailure: (error) => pending.receiver.onFailure(error),
    });
  }

  get isComplete(): boolean {
    return this.post.isComplete;
  }

  open(): void {
    this.post.open();
  }

  close(): void {
    this.post.close();
    this.options.onClosed();
  }
}
