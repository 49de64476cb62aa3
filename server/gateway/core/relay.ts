import { Injectable } from '@nestjs/common';
import type { CatalogItem } from '../../registry/catalog.js';
import { Upstreams } from '../../registry/upstreams.js';
import { splice } from '../../wire/splice.js';
import type { Address } from './address.js';
import type { Call, Reply } from './call.js';
import { readdressed } from './contents.js';

/** Sends a call to the server of the item it asks for; only the item's name is written anew. */
@Injectable()
export class Relay {
  constructor(private readonly upstreams: Upstreams) {}

  /** @throws UpstreamError, UpstreamTimeoutError, or the reason of the call's cancellation */
  async forward(call: Call, address: Address): Promise<Reply> {
    const { request, caller, cancellation, channel } = call;
    const { server } = address.item;
    const message = await this.upstreams.forServer(server).request({
      caller,
      method: request.method!,
      body: addressed(request.bytes, address),
      id: request.id!,
      cancellation,
      onNotification: (notification) => channel.notify(notification),
    });
    return {
      kind: 'relayed',
      server,
      message: isResource(address.item) ? readdressed(message, address) : message,
    };
  }
}

function isResource({ kind }: CatalogItem): boolean {
  return kind === 'resource' || kind === 'resource_template';
}

function addressed(bytes: Buffer, { span, asked, meant }: Address): Buffer {
  if (asked === meant) return bytes;
  return splice(bytes, [{ ...span, text: JSON.stringify(meant) }]);
}
