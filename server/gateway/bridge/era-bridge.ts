import { Injectable } from '@nestjs/common';
import type { CatalogServer } from '../../registry/catalog.js';
import { Upstreams } from '../../registry/upstreams.js';
import { eraOf } from '../../upstream/protocol-revisions.js';
import type { UpstreamRequest } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import type { Call } from '../core/call.js';
import { ModernToLegacy } from './modern-to-legacy.js';

/** The way to the servers, over a bridge where a modern client calls one that is not. */
@Injectable()
export class EraBridge {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly modernToLegacy: ModernToLegacy,
  ) {}

  /**
   * @returns the answer in the words of the client's era
   * @throws UpstreamError, UpstreamTimeoutError, CallError, or the reason of the call's cancellation
   */
  send(call: Call, request: UpstreamRequest, server: CatalogServer): Promise<Message> {
    const upstream = this.upstreams.forServer(server);
    const isBridged = call.caller.era === 'modern' && eraOf(server.protocolVersion) === 'legacy';
    return isBridged ? this.modernToLegacy.send(call, request, upstream) : upstream.request(request);
  }
}
