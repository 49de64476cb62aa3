import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Principal } from '../common/principal.js';
import { type RequestContext, requestContext } from '../logging/request-context.js';
import type { Scope } from '../policy/policy.js';
import type { Message } from '../wire/message.js';
import { readMessage } from '../wire/read-message.js';

/** A request that was let in. */
export interface Incoming {
  readonly id: string;
  readonly principal: Principal;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
}

const NOTHING = Buffer.alloc(0);

/** One HTTP request to an MCP endpoint, past the guard. */
export class Exchange {
  readonly scope: Scope;
  readonly response: ServerResponse;
  /** Which request it is, for what is logged and written down of it. */
  readonly context: RequestContext;
  private read: Message | undefined;

  constructor(
    private readonly incoming: Incoming,
    { scope, response }: { scope: Scope; response: ServerResponse },
  ) {
    this.context = requestContext(incoming.id, incoming.headers);
    this.scope = scope;
    this.response = response;
  }

  get principal(): Principal {
    return this.incoming.principal;
  }

  get method(): string {
    return this.incoming.method;
  }

  get url(): string {
    return this.incoming.url;
  }

  get headers(): IncomingHttpHeaders {
    return this.incoming.headers;
  }

  /**
   * What was sent, read once for all who look at it.
   * @throws WireError when it is no message
   */
  get message(): Message {
    return (this.read ??= readMessage(this.incoming.body ?? NOTHING));
  }
}
