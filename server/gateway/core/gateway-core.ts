import { Injectable } from '@nestjs/common';
import { Policy } from '../../policy/policy.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import {
  type FindAddress,
  promptAddress,
  referenceAddress,
  resourceAddress,
  toolAddress,
} from './address.js';
import type { Call, Reply } from './call.js';
import { CallError } from './call-error.js';
import { Lists } from './lists.js';
import { Relay } from './relay.js';

const PONG: Reply = { kind: 'own', result: [Buffer.from('{}')] };

/** Answered by the server that has what is asked for, and how to find it. */
const RELAYED: ReadonlyMap<string, FindAddress> = new Map([
  ['tools/call', toolAddress],
  ['prompts/get', promptAddress],
  ['resources/read', resourceAddress],
  ['completion/complete', referenceAddress],
]);

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
  ) {}

  /**
   * @throws CallError for what the protocol has a code for
   * @throws WireError when the request holds a parameter twice that is decided on
   * @throws UpstreamError, UpstreamTimeoutError: they name the server
   */
  async handle(call: Call): Promise<Reply> {
    const { request, principal, scope } = call;
    const view = this.policy.view(principal, scope);
    const find = RELAYED.get(request.method!);
    if (find) return this.relay.forward(call, find(request, view));
    if (request.method === 'ping') return PONG;
    const list = this.lists.answer(call, view);
    if (!list) throw new CallError(JsonRpcCode.methodNotFound, 'Method not found');
    return list;
  }
}
