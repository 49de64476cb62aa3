import { Injectable } from '@nestjs/common';
import type { Cancellation } from '../../upstream/cancellation.js';
import { QuestionRefused } from '../../upstream/question-refused.js';
import type { Upstream, UpstreamRequest } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import type { Call } from '../core/call.js';
import { AskingCall } from '../parking/asking-call.js';
import { Parking } from '../parking/parking.js';
import { BridgedRequest, type Passage } from './bridged-request.js';
import { decided } from './decided.js';
import { canBeAsked, legacyCaller, unaskable } from './legacy-caller.js';
import { Listener } from './listener.js';
import { modernAnswer } from './modern-answer.js';
import { requiredPages, visited } from './required-pages.js';
import { type Slot, SessionSlots } from './session-slots.js';

/** What may be answered with `input_required` (2026-07-28, basic/patterns/mrtr). */
const MAY_ASK = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** A server that wants a page visited again and again is not asked for ever. */
const MAX_ROUNDS = 8;

/** Lets modern clients call legacy servers. */
@Injectable()
export class ModernToLegacy {
  private readonly slots = new SessionSlots();

  constructor(private readonly parking: Parking) {}

  /** @throws UpstreamError, UpstreamTimeoutError, CallError, or the reason of the call's cancellation */
  send(call: Call, request: UpstreamRequest, upstream: Upstream): Promise<Message> {
    const mayAsk = MAY_ASK.has(request.method);
    if (mayAsk && this.parking.isRetry(call)) return this.parking.resume(call);
    const listener = new Listener(call);
    const way = this.way(request, upstream);
    return mayAsk && canBeAsked(way.caller)
      ? this.parking.start(call, { listener, asking: askingCall(way) })
      : sendOnce(call.cancellation, { listener, way });
  }

  private way(request: UpstreamRequest, upstream: Upstream): Way {
    const known = legacyCaller(request.caller);
    const caller = MAY_ASK.has(request.method) ? known : unaskable(known);
    const { name, sessionMode } = upstream.target;
    const isTalkedTo = canBeAsked(caller) || caller.logLevel !== undefined;
    // A stateful server keeps one session for each identity, whatever goes on in it.
    if (!isTalkedTo || sessionMode === 'stateful') return { request, upstream, caller };
    const slot = this.slots.take(name, caller.affinity);
    return { request, upstream, caller: { ...caller, affinity: slot.affinity }, slot };
  }
}

/** A request, and how it goes to its server. */
interface Way {
  readonly request: UpstreamRequest;
  readonly upstream: Upstream;
  readonly caller: UpstreamRequest['caller'];
  /** Of a call that may be asked or told something: what is said in its session is for it. */
  readonly slot?: Slot;
}

function askingCall(way: Way): AskingCall {
  const { request, upstream, caller, slot } = way;
  return new AskingCall({
    capabilities: caller.capabilities,
    token: request.id,
    send: (passage) => pass(way, passage),
    onGivenUp: () => slot && upstream.release(slot.affinity),
  });
}

function sendOnce(
  cancellation: Cancellation,
  { listener, way }: { listener: Listener; way: Way },
): Promise<Message> {
  const hear = (message: Message) => listener.hear(message, way.request.id);
  return pass(way, { cancellation, hear, ask: refuse });
}

/**
 * Where the server wants a page to be visited first, which the modern era has no error for, its client is asked
 * to, and the call made again.
 * @returns the answer in modern words
 */
async function pass(
  { request, upstream, caller, slot }: Way,
  passage: Omit<Passage, 'caller'>,
): Promise<Message> {
  const { name } = upstream.target;
  try {
    for (let round = 1; ; round++) {
      const answer = await upstream.request(new BridgedRequest(request, { ...passage, caller }));
      const pages = decided(name, () => requiredPages(answer));
      const isRepeated = pages.length > 0 && round < MAX_ROUNDS && (await visited(pages, passage));
      if (!isRepeated) return decided(name, () => modernAnswer(answer, request.method));
    }
  } finally {
    slot?.free();
  }
}

function refuse(): Promise<Message> {
  return Promise.reject(new QuestionRefused('Method not found', JsonRpcCode.methodNotFound));
}
