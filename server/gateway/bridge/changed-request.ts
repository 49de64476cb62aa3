import type { Cancellation } from '../../upstream/cancellation.js';
import type { ListedTool } from '../../upstream/param-headers.js';
import type { Caller, UpstreamRequest } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';

export type RequestChanges = Partial<Pick<UpstreamRequest, 'caller' | 'body' | 'id'>>;

/** A request of which something is another; what is said and asked meanwhile goes where it would have gone. */
export class ChangedRequest implements UpstreamRequest {
  readonly caller: Caller;
  readonly method: string;
  readonly body: Buffer;
  readonly id: string;
  readonly traceHeaders: UpstreamRequest['traceHeaders'];
  readonly itemName: string | undefined;
  readonly tool: ListedTool | undefined;
  readonly cancellation: Cancellation;

  constructor(
    private readonly request: UpstreamRequest,
    { caller = request.caller, body = request.body, id = request.id }: RequestChanges,
  ) {
    this.caller = caller;
    this.method = request.method;
    this.body = body;
    this.id = id;
    this.traceHeaders = request.traceHeaders;
    this.itemName = request.itemName;
    this.tool = request.tool;
    this.cancellation = request.cancellation;
  }

  onNotification(message: Message): void | Promise<void> {
    return this.request.onNotification(message);
  }

  onQuestion(question: Message, withdrawal: Cancellation): Promise<Message> {
    return this.request.onQuestion(question, withdrawal);
  }
}
