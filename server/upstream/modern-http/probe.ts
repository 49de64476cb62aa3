import { request } from '../../wire/build-message.js';
import type { Message } from '../../wire/message.js';
import { envelopeParams } from '../envelope.js';
import { isModernGreeting, isModernRefusal } from '../era-evidence.js';
import { StatusFailure } from '../http/http-failure.js';
import type { HttpPeer } from '../http/http-peer.js';
import type { ResponseHead } from '../http/response-head.js';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import type { Caller } from '../upstream.js';
import { StatelessCall } from './stateless-call.js';

/** Servers of the legacy era may leave what they do not know unanswered. */
const PROBE_TIMEOUT_MS = 10_000;

interface Answer {
  readonly greeting: Message;
  readonly head: ResponseHead | undefined;
}

/**
 * Asks a server what it is in the words of the modern era (2026-07-28, server/discover). A result, or an error
 * that only this era has, proves that it speaks them. Being refused entry or failing proves nothing.
 * @returns its answer; undefined when it is to be asked in the words of the legacy era
 * @throws UpstreamFailure, or what the network had to say
 */
export async function probe(peer: HttpPeer, caller: Caller): Promise<Message | undefined> {
  const isPinned = peer.target.protocol === 'modern';
  const answer = await ask(peer, caller).catch((error: unknown) => {
    if (isPinned || isUnproven(error)) throw error;
    return undefined;
  });
  if (!answer || isModernGreeting(answer.greeting)) return answer?.greeting;
  assertNotModern(answer);
  if (isPinned) throw new UpstreamFailure('does not speak MCP without sessions (protocol: modern)');
  return undefined;
}

async function ask(peer: HttpPeer, caller: Caller): Promise<Answer> {
  const { protocol, connectTimeoutMs } = peer.target;
  const timeoutMs = protocol === 'modern' ? connectTimeoutMs : Math.min(connectTimeoutMs, PROBE_TIMEOUT_MS);
  const method = 'server/discover';
  const body = request('0', method, envelopeParams(caller));
  const call = new StatelessCall(
    peer,
    { caller, method, body, id: '0', onNotification: () => {} },
    timeoutMs,
  );
  return { greeting: await call.answer, head: call.head };
}

function isUnproven(error: unknown): boolean {
  if (error instanceof StatusFailure) return isNoEvidence(error.head);
  return !(error instanceof UpstreamFailure || error instanceof UpstreamTimeout);
}

function isNoEvidence({ status }: ResponseHead): boolean {
  return status === 401 || status === 403 || status >= 500;
}

/** @throws UpstreamFailure when the refusal itself is one of the modern era, or says nothing about eras */
function assertNotModern({ greeting, head }: Answer): void {
  if (greeting.kind !== 'error' || isModernRefusal(greeting)) return;
  if (head && isNoEvidence(head)) throw new StatusFailure(head);
}
