import type { Cancellation } from '../../upstream/cancellation.js';
import type { Ask, Caller, UpstreamRequest } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import { legacyBody } from './legacy-body.js';

/** What a modern request goes by on its way to a legacy server. */
export interface Passage {
  readonly caller: Caller;
  readonly cancellation: Cancellation;
  readonly hear: (message: Message) => void | Promise<void>;
  readonly ask: Ask;
}

/** A modern client's request as a legacy server gets it. Its id is its progress token too. */
export class BridgedRequest implements UpstreamRequest {
  readonly caller: Caller;
  readonly method: string;
  readonly body: Buffer;
  readonly id: string;
  readonly traceHeaders: UpstreamRequest['traceHeaders'];
  readonly cancellation: Cancellation;
  readonly onQuestion: Ask;

  constructor(
    { method, body, id, traceHeaders }: UpstreamRequest,
    private readonly passage: Passage,
  ) {
    this.method = method;
    this.body = legacyBody(body, id);
    this.id = id;
    this.traceHeaders = traceHeaders;
    this.caller = passage.caller;
    this.cancellation = passage.cancellation;
    this.onQuestion = passage.ask;
  }

  onNotification(message: Message): void | Promise<void> {
    return this.passage.hear(message);
  }
}
