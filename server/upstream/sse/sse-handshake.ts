import { notification } from '../../wire/build-message.js';
import type { Handshake, HandshakeOptions } from '../http/handshake.js';
import { HttpCall } from '../http/http-call.js';
import { initializeRequest, revisionOf } from '../introduction.js';
import { SseSession } from './sse-session.js';

/**
 * Introduces a caller to an upstream of HTTP+SSE: the stream, which names the endpoint for messages, then
 * `initialize` and `initialized` (2024-11-05, basic/transports, HTTP with SSE).
 * @throws UpstreamFailure, UpstreamTimeout, or what the network had to say
 */
export async function shakeHandsBySse(options: HandshakeOptions): Promise<Handshake> {
  const { endpoint, headers, caller, timeoutMs, server, onListChanged } = options;
  const { channel } = caller;
  const session = new SseSession({ endpoint, headers, channel, server, onListChanged });
  try {
    await session.connect(timeoutMs);
    const call = {
      body: initializeRequest('0', caller),
      id: '0',
      method: 'initialize',
      onNotification: () => {},
    };
    const greeting = await new HttpCall(session, call, timeoutMs).answer;
    session.agreeOn(revisionOf(greeting));
    await session.tell(notification('notifications/initialized'), timeoutMs);
    return { session, greeting };
  } catch (error) {
    await session.end();
    throw error;
  }
}
