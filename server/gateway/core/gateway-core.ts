import { Injectable } from '@nestjs/common';
import { Policy } from '../../policy/policy.js';
import type { CallTrace } from '../../tracing/call-trace.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import type { Address } from './address.js';
import type { Call, Reply } from './call.js';
import { CallError } from './call-error.js';
import { CallReports } from './call-reports.js';
import { Finders } from './finders.js';
import { SearchMode } from '../search/search-mode.js';
import { Lists } from './lists.js';
import { Relay } from './relay.js';

const PONG: Reply = { kind: 'own', result: [Buffer.from('{}')] };

/**
 * Answers calls, whatever era they come from: from the catalogue, or by an upstream. Waits for nothing but
 * the upstream.
 */
@Injectable()
export class GatewayCore {
  constructor(
    private readonly policy: Policy,
    private readonly relay: Relay,
    private readonly lists: Lists,
    private readonly searchMode: SearchMode,
    private readonly reports: CallReports,
    private readonly finders: Finders,
  ) {}

  /**
   * @throws CallError for what the protocol has a code for
   * @throws WireError when the request holds a parameter twice that is decided on
   * @throws UpstreamError, UpstreamTimeoutError: they name the server
   */
  handle(call: Call): Promise<Reply> | Reply {
    const { request, principal, scope } = call;
    const view = this.policy.view(principal, scope);
    const searched = this.searchMode.answer(call, view);
    if (searched) return searched;
    const find = this.finders.of(call, view);
    if (find) {
      const work = (address: Address, trace?: CallTrace) => this.relay.forward(call, address, trace);
      return this.reports.during(call, { view, find, work });
    }
    if (request.method === 'ping') return PONG;
    const list = this.lists.answer(call, view);
    if (!list) throw new CallError(JsonRpcCode.methodNotFound, 'Method not found');
    return list;
  }
}
