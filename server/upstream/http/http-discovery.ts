import { VERSION } from '../../common/version.js';
import { request } from '../../wire/build-message.js';
import type { Message } from '../../wire/message.js';
import { discover } from '../discovery.js';
import { LATEST_LEGACY_REVISION } from '../protocol-revisions.js';
import type { Caller, Discovery, UpstreamTarget } from '../upstream.js';
import { HttpCall } from './http-call.js';
import { HttpPeer, type HttpSettings } from './http-peer.js';
import type { HttpSession } from './http-session.js';

/** Some servers hide what a client could not use; the catalogue is of all clients. */
const CAPABILITIES = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} };

/** The gateway itself, which does not answer when it is asked something. */
const GATEWAY: Caller = {
  era: 'legacy',
  affinity: 'discovery',
  capabilities: JSON.stringify(CAPABILITIES),
  clientInfo: JSON.stringify({ name: 'mcpjungle', version: VERSION }),
  protocolVersion: LATEST_LEGACY_REVISION,
};

/** All lists together may take so many times as long as connecting may. */
const LISTING_TIMEOUTS = 4;

/**
 * Reads all that a server offers, in a session and over connections of its own, which are gone afterwards.
 * @throws UpstreamError, UpstreamTimeoutError
 */
export async function discoverOverHttp(target: UpstreamTarget, settings: HttpSettings): Promise<Discovery> {
  const peer = new HttpPeer(target, settings);
  let session: HttpSession | undefined;
  try {
    const { session: opened, greeting } = await peer.shakeHands(GATEWAY);
    session = opened;
    const ask = asker(opened, target.connectTimeoutMs);
    return await discover({ greeting, ask }, { maxBytes: settings.maxBodyBytes });
  } catch (error) {
    throw peer.failures.translate(error);
  } finally {
    await session?.end();
    await peer.close();
  }
}

function asker(session: HttpSession, pageTimeoutMs: number) {
  const deadlineMs = performance.now() + LISTING_TIMEOUTS * pageTimeoutMs;
  let nextId = 1;
  return (method: string, params: string | undefined): Promise<Message> => {
    const id = String(nextId++);
    const timeoutMs = Math.max(1, Math.min(pageTimeoutMs, deadlineMs - performance.now()));
    const body = request(id, method, params);
    return new HttpCall(session, { body, id, method, onNotification: () => {} }, timeoutMs).answer;
  };
}
