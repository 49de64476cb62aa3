import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/principal.js';
import { Sealer } from '../../secrets/sealer.js';
import type { Call } from '../core/call.js';
import { openSealed } from '../sealed-text.js';
import { requestDigest } from './request-digest.js';

const PURPOSE = { label: 'request_state', context: 'mcp' };

/** What a `requestState` holds. */
interface Claims {
  /** The parked call. */
  readonly key: string;
  readonly round: number;
  /** The process that has the call. */
  readonly process: string;
  readonly principal: Principal['key'];
  readonly expiresAtMs: number;
  /** Of the request that began the call. */
  readonly digest: string;
}

export type Ticket = Pick<Claims, 'key' | 'round' | 'expiresAtMs'>;

/** Tickets that bring a client back to its parked call: sealed, and good for that one request of that one client. */
@Injectable()
export class RequestStates {
  private readonly process = randomBytes(6).toString('base64url');

  constructor(private readonly sealer: Sealer) {}

  issue({ principal, scope, request }: Call, ticket: Ticket): string {
    const { process } = this;
    const digest = requestDigest(scope, request);
    const claims: Claims = { ...ticket, process, principal: principal.key, digest };
    return this.sealer.seal(JSON.stringify(claims), PURPOSE);
  }

  /** @returns undefined when it is not for this request of this principal at this process, or has expired */
  read(state: string, { principal, scope, request }: Call): Ticket | undefined {
    const text = openSealed(this.sealer, state, PURPOSE);
    const claims = text === undefined ? undefined : (JSON.parse(text) as Claims);
    const isGood =
      claims?.process === this.process &&
      claims.principal === principal.key &&
      claims.expiresAtMs > Date.now() &&
      claims.digest === requestDigest(scope, request);
    return isGood ? claims : undefined;
  }
}
