import { Injectable } from '@nestjs/common';
import type { Reply } from '../../core/call.js';
import { GatewayCore } from '../../core/gateway-core.js';
import { SessionMethods } from '../../sessions/session-methods.js';
import { CallsInFlight } from './calls-in-flight.js';
import { failureOf } from './failure.js';
import type { LegacyCall } from './legacy-call.js';

/** Has the requests of sessions answered, whatever transport they came by. */
@Injectable()
export class CallRunner {
  constructor(
    private readonly core: GatewayCore,
    private readonly methods: SessionMethods,
    private readonly calls: CallsInFlight,
  ) {}

  /** @returns when it is answered, or cancelled; never throws */
  async run(call: LegacyCall): Promise<void> {
    this.calls.add(call);
    try {
      call.answer(await this.reply(call));
    } catch (error) {
      if (call.cancellation.reason) call.abandon();
      else call.fail(failureOf(error, { id: call.request.id, context: call.context }));
    } finally {
      this.calls.remove(call);
    }
  }

  private reply(call: LegacyCall): Promise<Reply> | Reply {
    return this.methods.has(call.request) ? this.methods.handle(call) : this.core.handle(call);
  }
}
