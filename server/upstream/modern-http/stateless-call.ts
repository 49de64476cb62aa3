import type { Message } from '../../wire/message.js';
import { HttpCall } from '../http/http-call.js';
import type { HttpPeer } from '../http/http-peer.js';
import { OpenQuestions } from '../open-questions.js';
import type { UpstreamRequest } from '../upstream.js';
import { requestHeaders } from './request-headers.js';

type StatelessRequest = Pick<
  UpstreamRequest,
  'caller' | 'method' | 'body' | 'id' | 'itemName' | 'tool' | 'traceHeaders' | 'onNotification'
>;

/**
 * One request of the modern era, which stands for itself: no session, no questions on its stream, no resuming
 * of it. Giving it up closes the stream, which is what tells the upstream (2026-07-28, basic/utilities/cancellation).
 */
export class StatelessCall extends HttpCall {
  constructor(peer: HttpPeer, request: StatelessRequest, timeoutMs: number) {
    const { body, id, method, traceHeaders } = request;
    const context = {
      endpoint: peer.endpoint,
      headers: [...peer.headers, ...requestHeaders(request)],
      // Whatever is asked on the stream is against the specification, and stays unanswered.
      questions: () => new OpenQuestions(() => {}),
      hear: (message: Message, call: HttpCall) => call.notify(message),
    };
    const onNotification = (message: Message) => request.onNotification(message);
    super(context, { body, id, method, traceHeaders, onNotification }, timeoutMs);
  }

  override onEvent(): void {
    // The ids of events serve to resume a stream, which this era does not do.
  }
}
