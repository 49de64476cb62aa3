import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Principal } from '../common/principal.js';
import type { Scope } from '../policy/policy.js';

/** One HTTP request to an MCP endpoint, past the guard. */
export interface Exchange {
  readonly principal: Principal;
  readonly scope: Scope;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly response: ServerResponse;
}
