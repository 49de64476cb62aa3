import { Injectable } from '@nestjs/common';
import type { CatalogServer } from '../../registry/catalog.js';
import { Upstreams } from '../../registry/upstreams.js';
import { eraOf } from '../../upstream/protocol-revisions.js';
import type { UpstreamRequest } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import type { Call } from '../core/call.js';
import { LegacyToModern } from './legacy-to-modern.js';
import { ModernRelay } from './modern-relay.js';
import { ModernToLegacy } from './modern-to-legacy.js';

/** The way to the servers, over a bridge where client and server are not of the same era. */
@Injectable()
export class EraBridge {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly modernToLegacy: ModernToLegacy,
    private readonly modernRelay: ModernRelay,
    private readonly legacyToModern: LegacyToModern,
  ) {}

  /**
   * @returns the answer in the words of the client's era
   * @throws UpstreamError, UpstreamTimeoutError, CallError, or the reason of the call's cancellation
   */
  send(call: Call, request: UpstreamRequest, server: CatalogServer): Promise<Message> {
    const upstream = this.upstreams.forServer(server);
    const isModern = eraOf(server.protocolVersion) === 'modern';
    if (call.caller.era === 'modern') {
      const way = isModern ? this.modernRelay : this.modernToLegacy;
      return way.send(call, request, upstream);
    }
    if (isModern)
      return this.legacyToModern.send(call, { request, revision: server.protocolVersion }, upstream);
    return upstream.request(request);
  }
}
