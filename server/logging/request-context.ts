import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Principal } from '../common/principal.js';

interface RequestContext {
  readonly id: string;
  /** Who makes it; undefined as long as that is not known. */
  requester?: Principal;
  /** Of the trace that it is a part of: 32 hex digits. */
  traceId?: string;
}

const requests = new AsyncLocalStorage<RequestContext | undefined>();
/** In `traceparent`: version, trace id, parent id, flags (W3C Trace Context, 3.2). */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-/;

export interface RequestOrigin {
  /** The header, as it came. */
  readonly traceparent?: string | string[];
}

/** Runs `work`, and everything it starts, as part of the request with this id. */
export function withinRequest(id: string, work: () => void, { traceparent }: RequestOrigin = {}): void {
  const traceId = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  requests.run({ id, traceId }, work);
}

/** Runs `work` as nobody's request: what goes on by itself must not be taken for what began it. */
export function outsideRequests<T>(work: () => T): T {
  return requests.run(undefined, work);
}

/** The request that is being answered; undefined outside of one. */
export function currentRequest(): Readonly<RequestContext> | undefined {
  return requests.getStore();
}

/** Says who makes the request that is being answered. */
export function identifyRequester(requester: Principal): void {
  const request = requests.getStore();
  if (request) request.requester = requester;
}

/** The request that is being answered turned out to be a part of this trace. */
export function noteTraceId(traceId: string): void {
  const request = requests.getStore();
  if (request) request.traceId = traceId;
}

/** The id of the request that is being answered; undefined outside of one. */
export function currentRequestId(): string | undefined {
  return requests.getStore()?.id;
}

/** What each line of the log says of the request that it belongs to. */
export function requestFields(): { request?: string; trace?: string } {
  const request = requests.getStore();
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
