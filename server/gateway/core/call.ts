import type { Principal } from '../../common/principal.js';
import type { RequestContext } from '../../logging/request-context.js';
import type { Scope } from '../../policy/policy.js';
import type { CatalogServer } from '../../registry/catalog.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import type { Ask, Caller } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';

/** The way back to the client while its request is being worked on. */
export interface ClientChannel {
  /**
   * Passes on what an upstream says before its answer: progress, log messages. A promise asks the sender to
   * wait, for the client reads slower than the upstream speaks.
   */
  notify(message: Message): void | Promise<void>;
  /** Puts an upstream's question to the client. */
  readonly ask: Ask;
}

/** One request of a client, in the terms of no era of the protocol. */
export interface Call {
  readonly principal: Principal;
  /** Which request it is, for what is logged and written down of it. */
  readonly context: RequestContext;
  /** What of the catalogue the endpoint shows. */
  readonly scope: Scope;
  /** The request as the client sent it. */
  readonly request: Message;
  /** The id the upstream gets to see, as JSON text: the request's own, unless it is taken. */
  readonly upstreamId: string;
  /** The client as an upstream gets to know it. */
  readonly caller: Caller;
  /** The trace that the request is a part of, as headers: names and values in turn. */
  readonly traceHeaders?: readonly string[];
  readonly cancellation: Cancellation;
  readonly channel: ClientChannel;
}

/** What a call came to. */
export type Reply =
  /** An upstream's own answer, a result or an error, under the id that it saw. */
  | { readonly kind: 'relayed'; readonly message: Message; readonly server: CatalogServer }
  /** The gateway's own: the JSON text of `result`, in pieces, so that a long list is never copied. */
  | { readonly kind: 'own'; readonly result: readonly Buffer[] };
