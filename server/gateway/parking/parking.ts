import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isRevoked, type Principal } from '../../common/principal.js';
import { AppConfig } from '../../config/app-config.js';
import { Events } from '../../events/events.js';
import { resultResponse } from '../../wire/build-message.js';
import { stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import { Listener } from '../bridge/listener.js';
import type { Call } from '../core/call.js';
import { CallError, CancelledError, InvalidParamsError } from '../core/call-error.js';
import type { AskingCall } from './asking-call.js';
import { inputResponses } from './input-responses.js';
import { RequestStates } from './request-states.js';

/** How long a client has to come back with its answers. */
export const PARKED_MS = 600_000;
/** Calls of one principal that wait for answers at a time. */
const MAX_PARKED = 16;

/** A call, and which of its turns it is. */
interface Place {
  readonly asking: AskingCall;
  readonly key: string;
  readonly round: number;
}

interface Turn extends Place {
  /** What the client hears meanwhile. */
  readonly listener: Listener;
}

interface Parked {
  readonly asking: AskingCall;
  readonly principal: Principal;
  readonly round: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Keeps calls whose server wants to know something, while their clients find the answers: a modern client is
 * told what is asked as the result of its request, and comes back with the answers in another.
 */
@Injectable()
export class Parking implements OnModuleInit, OnModuleDestroy {
  private readonly parked = new Map<string, Parked>();
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly states: RequestStates,
    private readonly events: Events,
    private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    this.stopListening = [
      this.events.on('principal.revoked', (revocation) =>
        this.giveUp(({ principal }) => isRevoked(principal, revocation), 'the token was revoked'),
      ),
      this.events.on('server.stopping', () => this.giveUp(() => true, 'the server stops')),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stopListening) stop();
    this.giveUp(() => true, 'the server stops');
  }

  /** How many calls are parked. */
  get size(): number {
    return this.parked.size;
  }

  /** Whether the request brings a client back to a call. */
  isRetry({ request }: Call): boolean {
    return request.members.get('requestState') !== undefined;
  }

  /**
   * Has a call done.
   * @returns the answer, or a result that asks the client
   * @throws what the call failed with, CallError, or the reason of its cancellation
   */
  start(call: Call, first: Pick<Turn, 'asking' | 'listener'>): Promise<Message> {
    return this.turn(call, { ...first, key: randomBytes(12).toString('base64url'), round: 1 });
  }

  /**
   * Goes on with a parked call.
   * @throws InvalidParamsError when there is none that this request may go on with: nothing happens to any then
   */
  async resume(call: Call): Promise<Message> {
    const { key, round, parked } = this.find(call);
    // What is wrong with the request is found before anything happens to the call.
    const [listener, responses] = [new Listener(call), inputResponses(call.request)];
    clearTimeout(parked.timer);
    this.parked.delete(key);
    const { asking } = parked;
    for (const [question, response] of responses) asking.questions.answer(question, response);
    return this.turn(call, { asking, listener, key, round: round + 1 });
  }

  private find(call: Call): { key: string; round: number; parked: Parked } {
    const { bytes, members } = call.request;
    const state = stringValue(bytes, members.get('requestState')!);
    const ticket = state === undefined ? undefined : this.states.read(state, call);
    const parked = ticket && this.parked.get(ticket.key);
    if (parked?.round !== ticket?.round || !ticket || !parked) {
      throw new InvalidParamsError('Invalid or expired requestState');
    }
    return { ...ticket, parked };
  }

  private async turn(call: Call, { listener, ...place }: Turn): Promise<Message> {
    const answer = await place.asking.turn(call.cancellation, listener);
    return answer ?? this.park(call, place);
  }

  private park(call: Call, { asking, key, round }: Place): Message {
    const { principal } = call;
    const refusal = call.cancellation.reason ?? this.fullFor(principal);
    if (refusal) {
      asking.giveUp(refusal);
      throw refusal;
    }
    const expire = () =>
      this.giveUp((parked) => parked.asking === asking, 'the client gave no answer in time');
    this.parked.set(key, { asking, principal, round, timer: setTimeout(expire, PARKED_MS) });
    const requestState = this.states.issue(call, { key, round, expiresAtMs: Date.now() + PARKED_MS });
    return inputRequired(call.upstreamId, { inputRequests: asking.questions.inputRequests(), requestState });
  }

  private fullFor({ key }: Principal): CallError | undefined {
    const { MAX_PARKED_CALLS } = this.config;
    if (this.parked.size >= MAX_PARKED_CALLS) {
      return new CallError(
        JsonRpcCode.internalError,
        `${MAX_PARKED_CALLS} calls wait for answers of their clients already (MAX_PARKED_CALLS)`,
      );
    }
    const count = [...this.parked.values()].filter(({ principal }) => principal.key === key).length;
    if (count < MAX_PARKED) return undefined;
    return new CallError(
      JsonRpcCode.internalError,
      `${MAX_PARKED} calls wait for answers of this client already`,
    );
  }

  private giveUp(matches: (parked: Parked) => boolean, reason: string): void {
    for (const [key, parked] of this.parked) {
      if (!matches(parked)) continue;
      clearTimeout(parked.timer);
      this.parked.delete(key);
      parked.asking.giveUp(new CancelledError(reason));
    }
  }
}

/** @param inputRequests JSON text */
function inputRequired(
  id: string,
  { inputRequests, requestState }: { inputRequests: string; requestState: string },
): Message {
  const result = `{"resultType":"input_required","inputRequests":${inputRequests},"requestState":"${requestState}"}`;
  return readMessage(resultResponse(id, result));
}
