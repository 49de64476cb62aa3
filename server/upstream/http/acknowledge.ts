import { UpstreamTimeout } from '../upstream-failure.js';
import type { HttpEndpoint, HttpRequest } from './http-endpoint.js';
import { ResponseStream } from './response-stream.js';

/**
 * Sends what gets no answer: a notification, an answer of ours, the end of a session.
 * @returns when the upstream has accepted it
 * @throws StatusFailure when it did not, UpstreamTimeout, or what the network had to say
 */
export function acknowledge(endpoint: HttpEndpoint, request: HttpRequest, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stream.close();
      reject(new UpstreamTimeout(`did not accept a message within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    const settle = (error?: Error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    const stream = new ResponseStream(
      endpoint,
      { ...request, discard: true },
      // The head says it all; the timer goes on, for a response that has no end.
      { onOpen: () => resolve(), onMessage: () => {}, onEnd: () => settle(), onFailure: settle },
    );
    stream.open();
  });
}
