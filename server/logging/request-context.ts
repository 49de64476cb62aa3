import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AsyncContext } from '../common/async-context.js';
import type { Principal } from '../common/principal.js';

/** What is known of a request, whatever works on it. */
export interface RequestContext {
  readonly id: string;
  /** Who makes it; undefined as long as that is not known. */
  requester?: Principal;
  /** Of the trace that it is a part of: 32 hex digits. */
  traceId?: string;
}

const requests = new AsyncContext<RequestContext>();
/** In `traceparent`: version, trace id, parent id, flags (W3C Trace Context, 3.2). */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-/;

/** As a request begins. */
export function requestContext(id: string, { traceparent }: IncomingHttpHeaders = {}): RequestContext {
  const traceId = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  return { id, traceId };
}

/** Runs `work`, and for as long as somebody {@link holdRequests} all that it starts, as part of this request. */
export function withinRequest<T>(context: RequestContext, work: () => T): T {
  return requests.runSync(context, work);
}

/**
 * Requests that are being answered keep their context.
 * @returns a function to call, once, when one of them is answered
 */
export function holdRequests(): () => void {
  return requests.stay();
}

/** Runs `work` as nobody's request: what goes on by itself must not be taken for what began it. */
export function outsideRequests<T>(work: () => T): T {
  return requests.runSync(undefined, work);
}

/** The request that is being answered; undefined outside of one, and on the way of MCP calls, which bring their own. */
export function currentRequest(): RequestContext | undefined {
  return requests.current;
}

/** Says who makes the request that is being answered. */
export function identifyRequester(requester: Principal): void {
  const request = requests.current;
  if (request) request.requester = requester;
}

/** What each line of the log says of the request that it belongs to. */
export function requestFields(): { request?: string; trace?: string } {
  const request = requests.current;
  if (!request) return {};
  const { id, traceId } = request;
  return traceId === undefined ? { request: id } : { request: id, trace: traceId };
}

/** Tells this process from every other one, also from itself after a restart. */
export const PROCESS_ID = randomBytes(5).toString('hex');
let requestCount = 0;

export function newRequestId(): string {
  return `${PROCESS_ID}-${(++requestCount).toString(36)}`;
}
