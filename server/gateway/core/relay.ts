import { Injectable } from '@nestjs/common';
import type { CatalogItem } from '../../registry/catalog.js';
import { Upstreams } from '../../registry/upstreams.js';
import { type Edit, splice } from '../../wire/splice.js';
import type { Address } from './address.js';
import type { Call, Reply } from './call.js';
import { readdressed } from './contents.js';

/** Sends a call to the server of the item it asks for; only the item's name, and a taken id, are written anew. */
@Injectable()
export class Relay {
  constructor(private readonly upstreams: Upstreams) {}

  /** @throws UpstreamError, UpstreamTimeoutError, or the reason of the call's cancellation */
  async forward(call: Call, address: Address): Promise<Reply> {
    const { request, upstreamId, caller, cancellation, channel } = call;
    const { server } = address.item;
    const message = await this.upstreams.forServer(server).request({
      caller,
      method: request.method!,
      body: addressed(call, address),
      id: upstreamId,
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
