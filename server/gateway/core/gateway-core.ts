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
import { lister, type OwnAnswer } from './lists.js';
import { Relay } from './relay.js';

/** Answered here. */
const OWN: ReadonlyMap<string, OwnAnswer> = new Map<string, OwnAnswer>([
  ['ping', () => ({ kind: 'own', result: [Buffer.from('{}')] })],
  ['tools/list', lister('tools', 'tool')],
  ['prompts/list', lister('prompts', 'prompt')],
  ['resources/list', lister('resources', 'resource')],
  ['resources/templates/list', lister('resourceTemplates', 'resource_template')],
]);

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
    const answer = OWN.get(request.method!);
    if (!answer) throw new CallError(JsonRpcCode.methodNotFound, 'Method not found');
    return answer(request, view, call.caller.era);
  }
}
