import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { EventTooLargeError, SseParser } from '../../wire/sse-parser.js';
import { WireError } from '../../wire/wire-error.js';
import { OwnLimit, UpstreamFailure } from '../upstream-failure.js';
import { StatusFailure } from './http-failure.js';
import type { ResponseHead } from './response-head.js';

/** Makes messages of a response's bytes. */
export interface ResponseBody {
  /** @throws UpstreamFailure */
  push(chunk: Buffer): void;
  /** The response is complete. @throws UpstreamFailure */
  end(): void;
}

export interface ResponseBodyOptions {
  readonly head: ResponseHead;
  /** Nothing is expected but success. */
  readonly discard?: boolean;
  readonly maxBytes: number;
  readonly receiver: BodyReceiver;
}

export interface BodyReceiver {
  onMessage(message: Message): void;
  /** An event of another type than `message`. */
  onOtherEvent(data: Buffer, type: string): void;
  /** Some of an event stream was read: its ids and waiting times may be others now. */
  onEvents(events: SseParser): void;
}

/**
 * The reader that fits a response.
 * @throws UpstreamFailure when it is none that MCP knows
 */
export function responseBody(options: ResponseBodyOptions): ResponseBody {
  const { head, discard } = options;
  if (discard && head.isOk) return new NoBody();
  if (discard) throw new StatusFailure(head);
  switch (head.contentType) {
    case 'application/json':
      return new JsonBody(options);
    case 'text/event-stream':
      if (head.isOk) return new EventBody(options);
  }
  if (!head.isOk) throw new StatusFailure(head);
  if (head.status === 202 || head.status === 204) return new NoBody();
  throw new UpstreamFailure(
    `answered with ${head.contentType || 'no content type'}, not MCP: is its URL right?`,
  );
}

class JsonBody implements ResponseBody {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly options: ResponseBodyOptions) {
    if (Number(options.head.header('content-length')) > options.maxBytes) throw tooLarge(options);
  }

  push(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.options.maxBytes) throw tooLarge(this.options);
    this.chunks.push(chunk);
  }

  end(): void {
    const { chunks } = this;
    this.options.receiver.onMessage(this.read(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
  }

  private read(bytes: Buffer): Message {
    const { head } = this.options;
    try {
      return readMessage(bytes);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (!head.isOk) throw new StatusFailure(head);
      throw new UpstreamFailure(
        `answered with what is no JSON-RPC message (${error.message}): is its URL right?`,
      );
    }
  }
}

class EventBody implements ResponseBody {
  private readonly events: SseParser;

  constructor(private readonly options: ResponseBodyOptions) {
    this.events = new SseParser({
      maxEventBytes: options.maxBytes,
      onEvent: (data, type) => this.deliver(data, type),
    });
  }

  push(chunk: Buffer): void {
    try {
      this.events.push(chunk);
    } catch (error) {
      throw error instanceof EventTooLargeError ? tooLarge(this.options) : error;
    }
    this.options.receiver.onEvents(this.events);
  }

  end(): void {
    // What follows the last complete event is dropped, as the specification of event streams has it.
  }

  /** An event without data only names an id to resume from (2025-11-25, basic/transports). */
  private deliver(data: Buffer, type: string): void {
    const { receiver } = this.options;
    if (type !== 'message') return receiver.onOtherEvent(data, type);
    if (data.length > 0) receiver.onMessage(readEvent(data));
  }
}

function readEvent(data: Buffer): Message {
  try {
    return readMessage(data);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new UpstreamFailure(`sent an event that is no JSON-RPC message (${error.message})`);
  }
}

class NoBody implements ResponseBody {
  push(): void {
    // The status said it all.
  }

  end(): void {
    // Nothing was expected.
  }
}

function tooLarge({ maxBytes }: ResponseBodyOptions): UpstreamFailure {
  return new OwnLimit(`its answer is larger than ${maxBytes} bytes (MAX_BODY_BYTES)`);
}
