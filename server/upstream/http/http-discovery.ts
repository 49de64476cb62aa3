import { request } from '../../wire/build-message.js';
import { discover, type DiscoveryBounds } from '../discovery.js';
import { gatewayCaller } from '../gateway-caller.js';
import { asker } from '../listing.js';
import { discoverModern } from '../modern-http/modern-discovery.js';
import { probe } from '../modern-http/probe.js';
import { LATEST_LEGACY_REVISION, LATEST_MODERN_REVISION } from '../protocol-revisions.js';
import type { Discovery, HttpTarget } from '../upstream.js';
import { HttpCall } from './http-call.js';
import { HttpPeer, type HttpSettings } from './http-peer.js';

/**
 * Reads all that a server offers, over connections of its own, which are gone afterwards. Its era is found out
 * where its definition does not say it.
 * @throws UpstreamError, UpstreamTimeoutError
 */
export async function discoverOverHttp(target: HttpTarget, settings: HttpSettings): Promise<Discovery> {
  const peer = new HttpPeer(target, settings);
  const bounds = { maxBytes: settings.maxBodyBytes };
  try {
    const caller = gatewayCaller(LATEST_MODERN_REVISION);
    const isLegacy = target.protocol === 'legacy' || target.transport === 'sse';
    const greeting = isLegacy ? undefined : await probe(peer, caller);
    return await (greeting
      ? discoverModern({ peer, caller, greeting }, bounds)
      : discoverLegacy(peer, bounds));
  } catch (error) {
    throw peer.failures.translate(error);
  } finally {
    await peer.close();
  }
}

/** In a session, which is ended afterwards. */
async function discoverLegacy(peer: HttpPeer, bounds: DiscoveryBounds): Promise<Discovery> {
  const { session, greeting } = await peer.shakeHands(gatewayCaller(LATEST_LEGACY_REVISION), () => {});
  try {
    const ask = asker(({ id, method, params, timeoutMs }) => {
      const body = request(id, method, params);
      return new HttpCall(session, { body, id, method, onNotification: () => {} }, timeoutMs).answer;
    }, peer.target.connectTimeoutMs);
    return await discover({ greeting, ask }, bounds);
  } finally {
    await session.end();
  }
}
