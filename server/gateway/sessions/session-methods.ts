import { Injectable } from '@nestjs/common';
import { Policy } from '../../policy/policy.js';
import { Upstreams } from '../../registry/upstreams.js';
import type { Message } from '../../wire/message.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import { resourceAddress } from '../core/address.js';
import type { Call, Reply } from '../core/call.js';
import { CallError, InvalidParamsError } from '../core/call-error.js';
import { CallReports } from '../core/call-reports.js';
import { canLog } from '../core/handshake.js';
import { LOG_LEVELS } from '../core/log-levels.js';
import { stringMember } from '../core/params.js';
import type { Session } from './session.js';
import { SessionStates } from './session-states.js';
import { Subscriptions } from './subscriptions.js';

/** A call of a session. */
export type SessionCall = Call & { readonly session: Session };

type Handler = (call: SessionCall) => Promise<Reply> | Reply;

const DONE: Reply = { kind: 'own', result: [Buffer.from('{}')] };

/** What only makes sense in a session: it is remembered there. */
@Injectable()
export class SessionMethods {
  private readonly handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
    ['logging/setLevel', (call) => this.setLevel(call)],
    ['resources/subscribe', (call) => this.subscribe(call)],
    ['resources/unsubscribe', (call) => this.unsubscribe(call)],
  ]);

  constructor(
    private readonly policy: Policy,
    private readonly upstreams: Upstreams,
    private readonly subscriptions: Subscriptions,
    private readonly states: SessionStates,
    private readonly reports: CallReports,
  ) {}

  has({ method }: Message): boolean {
    return this.handlers.has(method!);
  }

  /** @throws CallError */
  handle(call: SessionCall): Promise<Reply> | Reply {
    return this.handlers.get(call.request.method!)!(call);
  }

  private subscribe(call: SessionCall): Promise<Reply> {
    return this.reports.during(call, {
      view: this.policy.view(call.principal, call.scope),
      find: resourceAddress,
      work: (address) => this.subscriptions.subscribe(call, address),
    });
  }

  private unsubscribe(call: SessionCall): Reply {
    this.subscriptions.unsubscribe(call);
    return DONE;
  }

  /** Upstream sessions that are opened later get to know the level by their caller. */
  private setLevel({ request, session, principal, scope }: SessionCall): Reply {
    if (!this.policy.view(principal, scope).servers.some(canLog)) {
      throw new CallError(JsonRpcCode.methodNotFound, 'Method not found');
    }
    const { value: level } = stringMember(request.bytes, request.members, 'level');
    if (!LOG_LEVELS.includes(level)) {
      throw new InvalidParamsError(`"level" must be one of ${LOG_LEVELS.join(', ')}`);
    }
    session.caller = { ...session.caller, logLevel: level };
    this.states.note(session);
    this.upstreams.setLogLevel(session.caller.affinity, level);
    return DONE;
  }
}
