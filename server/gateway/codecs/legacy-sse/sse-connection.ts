import { randomBytes } from 'node:crypto';
import type { Principal } from '../../../common/principal.js';
import type { Scope } from '../../../policy/policy.js';
import type { Exchange } from '../../exchange.js';
import type { Session } from '../../sessions/session.js';
import { SseResponse } from '../../sse-response.js';

const UNGUESSABLE_BYTES = 24;
/** In base64url. */
const UNGUESSABLE_CHARACTERS = 32;

export interface SseConnectionOptions {
  /** The path that takes what the client says. */
  readonly endpoint: string;
  /** The name of this process. */
  readonly process: string;
}

/**
 * The stream of one client, on which it gets all that is said to it (2024-11-05, basic/transports, HTTP with
 * SSE). It names the endpoint that takes what the client says, and lives as long as its connection.
 */
export class SseConnection extends SseResponse {
  /** Its process, and what nobody can guess; the token is checked all the same. */
  readonly id: string;
  readonly principal: Principal;
  readonly scope: Scope;
  /** Undefined before the client's first request. */
  session: Session | undefined;
  isInitialized = false;

  constructor({ principal, scope, response }: Exchange, { endpoint, process }: SseConnectionOptions) {
    super(response);
    this.id = `${process}${randomBytes(UNGUESSABLE_BYTES).toString('base64url')}`;
    this.principal = principal;
    this.scope = scope;
    // What is said there is of the same scope.
    const mode = scope.discovery === undefined ? '' : `discover=${scope.discovery}&`;
    void this.send(Buffer.from(`${endpoint}?${mode}sessionId=${this.id}`), { type: 'endpoint' });
  }

  get principalKey(): string {
    return this.principal.key;
  }
}

/** The process that holds the connection of this id. */
export function processOf(id: string): string {
  return id.slice(0, -UNGUESSABLE_CHARACTERS);
}
