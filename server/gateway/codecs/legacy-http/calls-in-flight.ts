import { Injectable } from '@nestjs/common';
import type { Session } from '../../sessions/session.js';
import { JsonRpcCode } from '../../../wire/wire-error.js';
import { CancelledError } from '../../core/call-error.js';
import { KeepAlive } from '../../keep-alive.js';
import { callKey, type LegacyCall } from './legacy-call.js';
import { Refusal } from './refusal.js';

/** The requests that upstreams are working on, so that they can be cancelled. */
@Injectable()
export class CallsInFlight {
  private readonly calls = new Map<string, LegacyCall>();

  constructor(private readonly keepAlive: KeepAlive) {}

  /** @throws Refusal 400 when the session has a call of this id in flight */
  add(call: LegacyCall): void {
    if (this.calls.has(call.key)) {
      throw new Refusal(400, 'a request with this id is in flight', JsonRpcCode.invalidRequest);
    }
    this.calls.set(call.key, call);
    this.keepAlive.add(call);
  }

  remove(call: LegacyCall): void {
    this.calls.delete(call.key);
    this.keepAlive.remove(call);
  }

  /** Another session's call is never met: the session is part of the key. */
  cancel(session: Session, id: string): void {
    this.calls.get(callKey(session, id))?.cancellation.cancel(new CancelledError('the client cancelled'));
  }

  cancelSession(session: Session): void {
    this.cancelAll((call) => call.session.nonce === session.nonce);
  }

  cancelPrincipal(key: string): void {
    this.cancelAll((call) => call.principal.key === key);
  }

  private cancelAll(matches: (call: LegacyCall) => boolean): void {
    for (const call of this.calls.values()) {
      if (matches(call)) call.cancellation.cancel(new CancelledError('the session ended'));
    }
  }
}
