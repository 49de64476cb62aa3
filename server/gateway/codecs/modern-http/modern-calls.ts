import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isRevoked, type Revocation } from '../../../common/principal.js';
import { TransientSet } from '../../../common/transient-set.js';
import { Events } from '../../../events/events.js';
import { GatewayCore } from '../../core/gateway-core.js';
import { KeepAlive, type Waiting } from '../../keep-alive.js';
import { failureOf } from './failure.js';
import type { ModernCall } from './modern-call.js';

/** Has calls done, and ends those whose client may not call any more. */
@Injectable()
export class ModernCalls implements OnModuleInit, OnModuleDestroy, Waiting {
  private readonly calls = new TransientSet<ModernCall>();
  private stopListening = () => {};

  constructor(
    private readonly core: GatewayCore,
    keepAlive: KeepAlive,
    private readonly events: Events,
  ) {
    keepAlive.add(this);
  }

  onModuleInit(): void {
    this.stopListening = this.events.on('principal.revoked', (revocation) => this.cancelRevoked(revocation));
  }

  onModuleDestroy(): void {
    this.stopListening();
  }

  get size(): number {
    return this.calls.size;
  }

  /** Answers in every case; never throws. */
  async work(call: ModernCall): Promise<void> {
    this.calls.add(call);
    try {
      call.answer(await this.core.handle(call));
    } catch (error) {
      if (call.cancellation.reason) call.abandon();
      else call.fail(failureOf(error, { id: call.request.id, context: call.context }));
    } finally {
      this.calls.delete(call);
    }
  }

  keepAlive(): void {
    for (const call of this.calls.values()) call.keepAlive();
  }

  private cancelRevoked(revocation: Revocation): void {
    for (const call of this.calls.values()) {
      if (isRevoked(call.principal, revocation)) call.cancel('the token was revoked');
    }
  }
}
