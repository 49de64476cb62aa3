import { Injectable } from '@nestjs/common';
import { UpstreamError } from '../../common/errors.js';
import { QuestionRefused } from '../../upstream/question-refused.js';
import type { Caller, Upstream, UpstreamRequest } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import { JsonRpcCode, WireError } from '../../wire/wire-error.js';
import type { Call } from '../core/call.js';
import { AskingCall } from '../parking/asking-call.js';
import { Parking } from '../parking/parking.js';
import { BridgedRequest } from './bridged-request.js';
import { canBeAsked, legacyCaller, unaskable } from './legacy-caller.js';
import { Listener } from './listener.js';
import { modernAnswer } from './modern-answer.js';
import { SessionSlots } from './session-slots.js';

/** What may be answered with `input_required` (2026-07-28, basic/patterns/mrtr). */
const MAY_ASK = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** Lets modern clients call legacy servers. */
@Injectable()
export class ModernToLegacy {
  private readonly slots = new SessionSlots();

  constructor(private readonly parking: Parking) {}

  /** @throws UpstreamError, UpstreamTimeoutError, CallError, or the reason of the call's cancellation */
  send(call: Call, request: UpstreamRequest, upstream: Upstream): Promise<Message> {
    const mayAsk = MAY_ASK.has(request.method);
    if (mayAsk && this.parking.isRetry(call)) return this.parking.resume(call);
    const caller = legacyCaller(request.caller);
    if (mayAsk && canBeAsked(caller)) {
      return this.parking.start(call, this.askingCall({ caller, request, upstream }));
    }
    return sendOnce(call, request, { caller: unaskable(caller), upstream });
  }

  /** A call that may be asked something, with a session alone, so that every question there is its own. */
  private askingCall({ caller, request, upstream }: Way & { request: UpstreamRequest }): AskingCall {
    const { name, sessionMode } = upstream.target;
    // A stateful server keeps one session for each identity, whatever goes on in it.
    const slot =
      sessionMode === 'stateful' ? { ...caller, free: () => {} } : this.slots.take(name, caller.affinity);
    return new AskingCall({
      capabilities: caller.capabilities,
      token: request.id,
      send: async (passage) => {
        try {
          const { affinity } = slot;
          const bridged = new BridgedRequest(request, { ...passage, caller: { ...caller, affinity } });
          return translated(await upstream.request(bridged), { method: request.method, server: name });
        } finally {
          slot.free();
        }
      },
      onGivenUp: () => upstream.release(slot.affinity),
    });
  }
}

interface Way {
  readonly caller: Caller;
  readonly upstream: Upstream;
}

async function sendOnce(call: Call, request: UpstreamRequest, { caller, upstream }: Way): Promise<Message> {
  const listener = new Listener(call);
  const { cancellation } = call;
  const hear = (message: Message) => listener.hear(message, request.id);
  const answer = await upstream.request(
    new BridgedRequest(request, { caller, cancellation, hear, ask: refuse }),
  );
  return translated(answer, { method: request.method, server: upstream.target.name });
}

function translated(answer: Message, { method, server }: { method: string; server: string }): Message {
  try {
    return modernAnswer(answer, method);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new UpstreamError(server, `sent a message that is ambiguous: ${error.message}`);
  }
}

function refuse(): Promise<Message> {
  return Promise.reject(new QuestionRefused('Method not found', JsonRpcCode.methodNotFound));
}
