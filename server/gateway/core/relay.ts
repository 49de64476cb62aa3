import { Injectable } from '@nestjs/common';
import type { CatalogItem } from '../../registry/catalog.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import type { UpstreamRequest } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import { type Edit, splice } from '../../wire/splice.js';
import { EraBridge } from '../bridge/era-bridge.js';
import type { Address } from './address.js';
import type { Call, Reply } from './call.js';
import { readdressed } from './contents.js';

/** Sends a call to the server of the item it asks for; only the item's name, and a taken id, are written anew. */
@Injectable()
export class Relay {
  constructor(private readonly bridge: EraBridge) {}

  /** @throws UpstreamError, UpstreamTimeoutError, or the reason of the call's cancellation */
  async forward(call: Call, address: Address): Promise<Reply> {
    const { server } = address.item;
    const message = await this.bridge.send(call, new RelayedRequest(call, address), server);
    return {
      kind: 'relayed',
      server,
      message: isResource(address.item) ? readdressed(message, address) : message,
    };
  }
}

/** A call in its upstream's own names. */
class RelayedRequest implements UpstreamRequest {
  readonly caller: UpstreamRequest['caller'];
  readonly method: string;
  readonly body: Buffer;
  readonly id: string;
  readonly traceHeaders: UpstreamRequest['traceHeaders'];
  readonly itemName: string;
  readonly tool: CatalogItem | undefined;
  readonly cancellation: Cancellation;

  constructor(
    private readonly call: Call,
    address: Address,
  ) {
    const { item, meant } = address;
    this.caller = call.caller;
    this.method = call.request.method!;
    this.body = addressed(call, address);
    this.id = call.upstreamId;
    this.traceHeaders = call.traceHeaders;
    this.itemName = meant;
    this.tool = item.kind === 'tool' ? item : undefined;
    this.cancellation = call.cancellation;
  }

  onNotification(message: Message): void | Promise<void> {
    return this.call.channel.notify(message);
  }

  onQuestion(question: Message, withdrawal: Cancellation): Promise<Message> {
    return this.call.channel.ask(question, withdrawal);
  }
}

function isResource({ kind }: CatalogItem): boolean {
  return kind === 'resource' || kind === 'resource_template';
}

function addressed({ request, upstreamId }: Call, { span, asked, meant }: Address): Buffer {
  const edits: Edit[] = [];
  if (asked !== meant) edits.push({ ...span, text: JSON.stringify(meant) });
  if (request.id !== upstreamId) edits.push({ ...request.idSpan!, text: upstreamId });
  if (edits.length === 0) return request.bytes;
  return splice(
    request.bytes,
    edits.sort((a, b) => a.start - b.start),
  );
}
