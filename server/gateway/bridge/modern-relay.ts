import { Injectable } from '@nestjs/common';
import { Sealer, type SealPurpose } from '../../secrets/sealer.js';
import type { Upstream, UpstreamRequest } from '../../upstream/upstream.js';
import { stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { type Edit, splice } from '../../wire/splice.js';
import type { Call } from '../core/call.js';
import { InvalidParamsError } from '../core/call-error.js';
import { openSealed } from '../sealed-text.js';
import { ChangedRequest } from './changed-request.js';
import { decided } from './decided.js';

/**
 * Lets modern clients call modern servers: requests and answers go through as they are, but for the state that
 * a server keeps with its client, which is sealed for this client and this item.
 */
@Injectable()
export class ModernRelay {
  constructor(private readonly sealer: Sealer) {}

  /** @throws UpstreamError, UpstreamTimeoutError, InvalidParamsError, or the reason of the call's cancellation */
  async send(call: Call, request: UpstreamRequest, upstream: Upstream): Promise<Message> {
    const { name } = upstream.target;
    const context = JSON.stringify([name, call.principal.key, request.method, request.itemName]);
    const purpose = { label: 'upstream_request_state', context };
    const answer = await upstream.request(
      call.request.members.get('requestState') ? this.opened(request, purpose) : request,
    );
    return decided(name, () => this.sealed(answer, purpose));
  }

  private opened(request: UpstreamRequest, purpose: SealPurpose): UpstreamRequest {
    const message = readMessage(request.body);
    const state = message.members.get('requestState')!;
    const text = JSON.stringify(this.open(message, state, purpose));
    return new ChangedRequest(request, { body: splice(message.bytes, [{ ...state, text }]) });
  }

  private open({ bytes }: Message, span: Pick<Edit, 'start' | 'end'>, purpose: SealPurpose): string {
    const sealed = stringValue(bytes, span) ?? '';
    const state = openSealed(this.sealer, sealed, purpose);
    if (state === undefined) throw new InvalidParamsError('Invalid or expired requestState');
    return state;
  }

  private sealed(answer: Message, purpose: SealPurpose): Message {
    const span = answer.kind === 'result' ? answer.members.get('requestState') : undefined;
    const state = span && stringValue(answer.bytes, span);
    if (state === undefined) return answer;
    const text = JSON.stringify(this.sealer.seal(state, purpose));
    return readMessage(splice(answer.bytes, [{ ...span!, text }]));
  }
}
