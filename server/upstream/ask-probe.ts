import { UpstreamTimeoutError } from '../common/errors.js';
import { request } from '../wire/build-message.js';
import { JsonRpcCode } from '../wire/wire-error.js';
import { Cancellation } from './cancellation.js';
import { envelopeParams } from './envelope.js';
import { QuestionRefused } from './question-refused.js';
import type { Caller, Upstream } from './upstream.js';

const MAX_PROBE_MS = 10_000;
const ID = '"probe"';

/** The cheapest question of an era (2025-11-25, basic/utilities/ping; 2026-07-28, server/discover). */
export function probeOf(caller: Caller): { method: string; params: string | undefined } {
  return caller.era === 'modern'
    ? { method: 'server/discover', params: envelopeParams(caller) }
    : { method: 'ping', params: undefined };
}

/** How long its answer may take. */
export function probeTimeoutMs({ connectTimeoutMs }: Upstream['target']): number {
  return Math.min(connectTimeoutMs, MAX_PROBE_MS);
}

/**
 * Asks a server something cheap. Whatever it answers, an error too, proves that it does.
 * @throws UpstreamError, UpstreamTimeoutError
 */
export async function askProbe(upstream: Upstream, caller: Caller): Promise<void> {
  const { method, params } = probeOf(caller);
  const timeoutMs = probeTimeoutMs(upstream.target);
  const cancellation = new Cancellation();
  const late = `gave no answer to ${method} within ${timeoutMs / 1000} s`;
  const timer = setTimeout(
    () => cancellation.cancel(new UpstreamTimeoutError(upstream.target.name, late)),
    timeoutMs,
  );
  try {
    await upstream.request({
      caller,
      method,
      body: request(ID, method, params),
      id: ID,
      cancellation,
      onNotification: () => {},
      onQuestion: () => Promise.reject(new QuestionRefused('Method not found', JsonRpcCode.methodNotFound)),
    });
  } finally {
    clearTimeout(timer);
  }
}
