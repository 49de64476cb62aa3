import { request } from '../../wire/build-message.js';
import { jsonText, members } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { discover, type DiscoveryBounds } from '../discovery.js';
import { envelopeParams } from '../envelope.js';
import type { HttpPeer } from '../http/http-peer.js';
import { asker } from '../listing.js';
import type { Caller, Discovery } from '../upstream.js';
import { StatelessCall } from './stateless-call.js';

const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';

export interface ModernDiscovery {
  readonly peer: HttpPeer;
  readonly caller: Caller;
  /** What the server answered to `server/discover`. */
  readonly greeting: Message;
}

/**
 * Reads all that a server of the modern era offers.
 * @throws UpstreamFailure, UpstreamTimeout, or what the network had to say
 */
export async function discoverModern(
  { peer, caller, greeting }: ModernDiscovery,
  bounds: DiscoveryBounds,
): Promise<Discovery> {
  const ask = asker(({ id, method, params, timeoutMs }) => {
    const body = request(id, method, envelopeParams(caller, params));
    const call = new StatelessCall(peer, { caller, method, body, id, onNotification: () => {} }, timeoutMs);
    return call.answer;
  }, peer.target.connectTimeoutMs);
  const offer = await discover({ greeting, ask }, bounds);
  return { ...offer, protocolVersion: caller.protocolVersion, serverInfo: serverInfoOf(greeting) };
}

/** What a modern server said of its name and version: JSON text. */
export function serverInfoOf({ bytes, members: result }: Message): string {
  const meta = result.get('_meta');
  const info = meta && members(bytes, meta).get(SERVER_INFO);
  return info ? jsonText(bytes, info) : '{}';
}
