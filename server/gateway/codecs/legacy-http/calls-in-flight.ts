import { Injectable } from '@nestjs/common';
import { isRevoked, type Revocation } from '../../../common/principal.js';
import { TransientMap } from '../../../common/transient-map.js';
import type { Session } from '../../sessions/session.js';
import { CancelledError } from '../../core/call-error.js';
import { KeepAlive, type Waiting } from '../../keep-alive.js';
import { callKey, type LegacyCall } from './legacy-call.js';

/** The requests that upstreams are working on, so that they can be cancelled. */
@Injectable()
export class CallsInFlight implements Waiting {
  private readonly calls = new TransientMap<string, LegacyCall>();
  private repeated = 0;

  constructor(keepAlive: KeepAlive) {
    keepAlive.add(this);
  }

  get size(): number {
    return this.calls.size;
  }

  /** A client that uses an id again before it was answered would confuse the upstream: it sees another. */
  add(call: LegacyCall): void {
    while (this.calls.has(call.key)) call.goBy(`"again-${++this.repeated}"`);
    this.calls.set(call.key, call);
  }

  remove(call: LegacyCall): void {
    this.calls.delete(call.key);
  }

  /** Another session's call is never met: the session is part of the key. */
  cancel(session: Pick<Session, 'nonce'>, id: string): void {
    this.calls.get(callKey(session, id))?.cancellation.cancel(new CancelledError('the client cancelled'));
  }

  keepAlive(): void {
    for (const call of this.calls.values()) call.keepAlive();
  }

  cancelSession(session: Pick<Session, 'nonce'>): void {
    this.cancelAll((call) => call.session.nonce === session.nonce);
  }

  cancelRevoked(revocation: Revocation): void {
    this.cancelAll(({ principal }) => isRevoked(principal, revocation));
  }

  private cancelAll(matches: (call: LegacyCall) => boolean): void {
    for (const call of this.calls.values()) {
      if (matches(call)) call.cancellation.cancel(new CancelledError('the session ended'));
    }
  }
}
